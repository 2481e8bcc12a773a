using System.Text;

namespace Platform.Kernel.Text;

/// <summary>What text needs before it can be compared: a normal form, and nothing in it that nobody sees.</summary>
internal static class UnicodeText
{
    /// <summary>Characters without a shape of their own: controls, soft hyphens, joiners, marks of direction, fillers, variation selectors, tags.</summary>
    public static readonly (int First, int Last)[] Invisible =
    [
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
        (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF9, 0xFFFB), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>The same characters as a bracket expression of PostgreSQL.</summary>
    public static readonly string InvisibleClass = Class(Invisible);

    /// <summary>The normal form; halves of characters and U+FFFE, which have none and would throw, become the replacement character.</summary>
    public static string Normalize(string text, NormalizationForm form)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            whole.Append((rune.Value == 0xFFFE ? Rune.ReplacementChar : rune).ToString());
        }

#pragma warning disable RS0030 // The one place.
        return whole.ToString().Normalize(form);
#pragma warning restore RS0030
    }

    public static bool IsIn((int First, int Last)[] ranges, Rune rune)
    {
        foreach (var (first, last) in ranges)
        {
            if (first <= rune.Value && rune.Value <= last)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsInvisible(Rune rune) => IsIn(Invisible, rune);

    /// <summary>Ranges as a bracket expression of PostgreSQL, which stores no NUL.</summary>
    public static string Class((int First, int Last)[] ranges) =>
        $"[{string.Concat(ranges.Select(r => r.First == r.Last ? Escape(r.First) : $"{Escape(Math.Max(r.First, 1))}-{Escape(r.Last)}"))}]";

    public static string WithoutInvisible(string text)
    {
        var seen = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune))
            {
                seen.Append(rune.ToString());
            }
        }

        return seen.Length == text.Length ? text : seen.ToString();
    }

    /// <summary>Whether there is nothing to be seen in a text.</summary>
    public static bool IsBlank(string? text) => text is null || text.EnumerateRunes().All(r => Rune.IsWhiteSpace(r) || IsInvisible(r));

    private static string Escape(int character) => character > 0xFFFF ? $@"\U{character:X8}" : $@"\u{character:X4}";
}
