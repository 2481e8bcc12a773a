using System.Globalization;
using System.Text;
using Platform.Kernel.Security;
using Platform.Kernel.Text;

namespace Platform.Kernel.Search;

/// <summary>Words of a text as the index keeps them: folded, every beginning of two letters or more, hashed with the tenant's key.</summary>
/// <remarks>
/// Scripts that put no blanks between words are kept as characters and pairs of neighbours instead, so that any part of a text is found.
/// Each type has hashes of its own: a word of a million people costs nothing where deals are searched.
/// </remarks>
internal static class SearchWords
{
    private const int MinBeginning = 2;
    private const int MaxWord = 24;

    /// <summary>Beginnings are kept up to so many tokens: from there on only whole words of a long text are.</summary>
    private const int MaxBeginnings = 600;

    /// <summary>The words of some hundred pages; a bound for what somebody else decides.</summary>
    private const int MaxTokens = 20_000;
    private const int MaxQuery = 64;
    private const int HashBytes = 9;

    // Thai, Lao, Burmese, Khmer, kana, bopomofo, Han; and Hangul, whose words grow at their ends and begin with names.
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x31BF), (0x31F0, 0x31FF),
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
    ];

    /// <summary>The tokens of a record: hashes of all its words, and of their beginnings.</summary>
    public static string[] Index(TenantSecrets secrets, string entityType, IEnumerable<string?> texts)
    {
        var words = texts.SelectMany(Words).Distinct().Take(MaxTokens).ToList();
        var tokens = new HashSet<string>(words.SelectMany(Whole).Take(MaxTokens), StringComparer.Ordinal);
        foreach (var beginning in words.SelectMany(Beginnings))
        {
            if (tokens.Count >= MaxBeginnings)
            {
                break;
            }

            tokens.Add(beginning);
        }

        return [.. tokens.Select(t => Hash(secrets, entityType, t))];
    }

    /// <summary>The hashes that a record must have to match; empty where the query has no word. Single letters beside words are passed over: initials and articles.</summary>
    public static string[] Query(TenantSecrets secrets, string entityType, string query)
    {
        var words = Words(query).ToList();
        var asked = words.Exists(IsWord) ? words.FindAll(IsWord) : words;
        return [.. asked.SelectMany(Whole).Distinct(StringComparer.Ordinal).Take(MaxQuery).Select(t => Hash(secrets, entityType, t))];

        static bool IsWord(Word word) => word.IsUnspaced || word.Text.Length >= MinBeginning;
    }

    /// <summary>Folded, split where a letter or digit ends and where a script without blanks begins.</summary>
    internal static IEnumerable<Word> Words(string? text)
    {
        var (word, unspaced) = (new StringBuilder(), false);
        foreach (var rune in FoldedText.Of(text ?? "").EnumerateRunes())
        {
            var isPart = Rune.IsLetterOrDigit(rune) || (word.Length > 0 && IsMark(rune));
            var isUnspaced = isPart && (IsMark(rune) ? unspaced : UnicodeText.IsIn(Unspaced, rune));
            if (word.Length > 0 && (!isPart || isUnspaced != unspaced))
            {
                yield return new Word(word.ToString(), unspaced);
                word.Clear();
            }

            if (isPart)
            {
                word.Append(rune.ToString());
                unspaced = isUnspaced;
            }
        }

        if (word.Length > 0)
        {
            yield return new Word(word.ToString(), unspaced);
        }
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>What a record has of a word, and a query asks for: the word; all pairs of neighbours, or the one character.</summary>
    private static IEnumerable<string> Whole(Word word)
    {
        if (!word.IsUnspaced)
        {
            return [Cut(word.Text, MaxWord)];
        }

        var characters = word.Text.EnumerateRunes().Select(r => r.ToString()).ToList();
        return characters.Count == 1 ? characters : characters.Zip(characters.Skip(1), string.Concat);
    }

    private static IEnumerable<string> Beginnings(Word word) => word.IsUnspaced
        ? word.Text.EnumerateRunes().Select(r => r.ToString())
        : Enumerable.Range(MinBeginning, Math.Max(0, Math.Min(word.Text.Length, MaxWord) - MinBeginning)).Select(length => Cut(word.Text, length));

    private static string Cut(string word, int length) => word[..Math.Min(length, word.Length)];

    private static string Hash(TenantSecrets secrets, string entityType, string word) => Convert.ToBase64String(secrets.Lookup($"{entityType} {word}").AsSpan(0, HashBytes));

    /// <param name="IsUnspaced">A run of characters of a script without blanks.</param>
    internal readonly record struct Word(string Text, bool IsUnspaced);
}
