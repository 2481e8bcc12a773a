using System.Globalization;
using System.Text;
using Platform.Kernel.Text;

namespace Platform.Kernel.Mail;

/// <summary>E-mail addresses: the one form in which they are kept and compared, and what is one.</summary>
internal static class Emails
{
    private const int MaxLength = 320;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// NFKC without blanks around it and characters that nobody sees, in lower case, and its domain in A-labels (RFC 5891): <c>Zoë@BÜCHER.example</c> is <c>zoë@xn--bcher-kva.example</c>.
    /// What is no address comes back as far as that goes.
    /// </summary>
    public static string Normalize(string email)
    {
        var text = UnicodeText.Normalize(UnicodeText.WithoutInvisible(email), NormalizationForm.FormKC).Trim().ToLowerInvariant();
        try
        {
            var at = text.LastIndexOf('@');
            return at < 0 || at == text.Length - 1 || Ascii.IsValid(text.AsSpan(at)) ? text : text[..(at + 1)] + Idn.GetAscii(text, at + 1).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // The domain cannot be one.
            return text;
        }
    }

    /// <summary>Whether mail can be sent to it, in whichever form it is written.</summary>
    public static bool IsValid(string? email) => email is { Length: <= MaxLength } && Normalize(email) is { Length: > 2 and <= MaxLength } normal
        && !normal.EnumerateRunes().Any(r => Rune.IsWhiteSpace(r) || Rune.IsControl(r) || r == Rune.ReplacementChar)
        && normal.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == normal.LastIndexOf('@')
        && Ascii.IsValid(normal.AsSpan(at)) && normal.AsSpan(at + 1).Contains('.') && normal[^1] != '.';
}
