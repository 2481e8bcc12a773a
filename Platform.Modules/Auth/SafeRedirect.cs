using System.Text;

namespace Platform.Auth;

/// <summary>Where a browser may be sent: to paths of this origin only.</summary>
internal static class SafeRedirect
{
    private const int MaxLength = 2000;

    public static string? Of(string? path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && path.Length <= MaxLength && !path.Any(c => char.IsControl(c) || c == '\\') ? Escape(path) : null;

    /// <summary>A header is ASCII: other letters go as a browser would write them.</summary>
    private static string Escape(string path) =>
        Ascii.IsValid(path) ? path : string.Concat(path.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));
}
