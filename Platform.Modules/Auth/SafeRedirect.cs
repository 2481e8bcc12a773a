namespace Platform.Auth;

/// <summary>Where a browser may be sent: to paths of this origin only.</summary>
internal static class SafeRedirect
{
    private const int MaxLength = 2000;

    public static string? Of(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= MaxLength && !path.Any(c => char.IsControl(c) || c == '\\') ? path : null;
}
