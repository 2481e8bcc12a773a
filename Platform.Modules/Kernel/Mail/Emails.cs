namespace Platform.Kernel.Mail;

/// <summary>E-mail addresses, as far as they are checked before mail is sent to them.</summary>
internal static class Emails
{
    private const int MaxLength = 320;

    public static bool IsValid(string? email) => email is { Length: > 2 and <= MaxLength } && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        && email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == email.LastIndexOf('@') && email.AsSpan(at + 1).Contains('.') && email[^1] != '.';
}
