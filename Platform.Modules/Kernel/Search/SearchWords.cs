using System.Globalization;
using System.Text;
using Platform.Kernel.Security;
using Platform.Kernel.Text;

namespace Platform.Kernel.Search;

/// <summary>Words of a text as the index keeps them: folded, every beginning of three letters or more, hashed with the tenant's key.</summary>
/// <remarks>Each type has hashes of its own: a word of a million people costs nothing where deals are searched.</remarks>
internal static class SearchWords
{
    public const int MinLength = 3;
    private const int MaxWord = 24;
    private const int MaxTokens = 600;
    private const int HashBytes = 9;

    // Base letters of U+00C0 to U+017F: normalization alone finds none where the system has no ICU.
    private const char FirstMarked = '\u00C0';
    private const string BaseLetters =
        "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
        + "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The tokens of a record: the hashes of every beginning of every word.</summary>
    public static string[] Index(TenantSecrets secrets, string entityType, IEnumerable<string?> texts) =>
        [.. texts.SelectMany(Words).SelectMany(Beginnings).Distinct(StringComparer.Ordinal).Take(MaxTokens).Select(w => Hash(secrets, entityType, w))];

    /// <summary>The hashes that a record must have to match; empty when the query is too short to match anything.</summary>
    public static string[] Query(TenantSecrets secrets, string entityType, string query) =>
        [.. Words(query).Select(w => w[..Math.Min(w.Length, MaxWord)]).Distinct(StringComparer.Ordinal).Select(w => Hash(secrets, entityType, w))];

    /// <summary>Without marks and case, split where a letter or digit ends.</summary>
    internal static IEnumerable<string> Words(string? text)
    {
        var word = new StringBuilder();
        foreach (var c in UnicodeText.Normalize(text ?? "", NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(Fold(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                if (word.Length >= MinLength)
                {
                    yield return word.ToString();
                }

                word.Clear();
            }
        }

        if (word.Length >= MinLength)
        {
            yield return word.ToString();
        }
    }

    private static char Fold(char c) =>
        c >= FirstMarked && c - FirstMarked < BaseLetters.Length && BaseLetters[c - FirstMarked] != '*' ? BaseLetters[c - FirstMarked] : char.ToLowerInvariant(c);

    private static IEnumerable<string> Beginnings(string word) =>
        Enumerable.Range(MinLength, Math.Max(1, Math.Min(word.Length, MaxWord) - MinLength + 1)).Select(length => word[..Math.Min(length, word.Length)]);

    private static string Hash(TenantSecrets secrets, string entityType, string word) => Convert.ToBase64String(secrets.Lookup($"{entityType} {word}").AsSpan(0, HashBytes));
}
