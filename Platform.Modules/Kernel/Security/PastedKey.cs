using System.Globalization;

namespace Platform.Kernel.Security;

/// <summary>A key or token that somebody pastes: what was copied along around it is no part of it.</summary>
internal static class PastedKey
{
    /// <summary>Without blanks, line ends and invisible characters at both ends.</summary>
    public static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsStray(text[start]))
        {
            start++;
        }

        while (end > start && IsStray(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsStray(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
