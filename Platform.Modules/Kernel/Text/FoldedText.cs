using System.Text;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Kernel.Text;

/// <summary>Text as it is searched: small letters without accents, in one normal form; ß is ss, ø is o, ё is е.</summary>
/// <remarks>Coarser than <see cref="NormalizedKey"/>. A function of the database folds columns; <see cref="Of"/> is the same for what is looked for.</remarks>
internal static class FoldedText
{
    // Letters that no normal form takes apart, and digits of other scripts.
    private const string Letters = "øđðłħıŧŋς٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹";
    private const string Bases = "oddlhitnσ01234567890123456789";

    private static readonly (string Letter, string Bases)[] Pairs = [("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th")];

    /// <summary>Accents, vowel signs and other marks of the scripts that are read without them.</summary>
    private static readonly (int First, int Last)[] Marks =
    [
        (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5), (0x05C7, 0x05C7), (0x0610, 0x061A),
        (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x0711, 0x0711),
        (0x0730, 0x074A), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
    ];

    private static readonly string Sql = Pairs.Aggregate(
        $"translate(lower(regexp_replace(normalize($1, NFKD), '{UnicodeText.Class([.. UnicodeText.Invisible, .. Marks])}', '', 'g') COLLATE \"und-x-icu\"), '{Letters}', '{Bases}')",
        (sql, pair) => $"replace({sql}, '{pair.Letter}', '{pair.Bases}')");

    /// <summary>Folds in the database; text of ASCII, which most is, at once.</summary>
    public static readonly string Function = $"""
        CREATE OR REPLACE FUNCTION query_index.folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN octet_length($1) = length($1) THEN lower($1) ELSE normalize({Sql}, NFC) END $$;
        GRANT EXECUTE ON FUNCTION query_index.folded(text) TO {Guards.AppRole};
        """;

    /// <summary>Folds a column.</summary>
    public static string Column(string? text) => throw new NotSupportedException($"{text} is folded by the database.");

    public static void Map(ModelBuilder model) => model.HasDbFunction(typeof(FoldedText).GetMethod(nameof(Column))!).HasSchema("query_index").HasName("folded");

    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var bare = new StringBuilder(text.Length);
        foreach (var rune in UnicodeText.Normalize(text, NormalizationForm.FormKD).EnumerateRunes())
        {
            if (!UnicodeText.IsIn(Marks, rune) && !UnicodeText.IsInvisible(rune))
            {
                bare.Append(rune.ToString());
            }
        }

        var folded = new StringBuilder(bare.Length);
        foreach (var letter in bare.ToString().ToLowerInvariant())
        {
            var at = letter < 'ß' ? -1 : Letters.IndexOf(letter, StringComparison.Ordinal);
            folded.Append(at < 0 ? letter : Bases[at]);
        }

        return UnicodeText.Normalize(Pairs.Aggregate(folded, (whole, pair) => whole.Replace(pair.Letter, pair.Bases)).ToString(), NormalizationForm.FormC);
    }

    /// <summary>Whether a text has another one in it, as lists in memory search.</summary>
    public static bool Contains(string? text, string searched) => text is not null && Of(text).Contains(Of(searched.Trim()), StringComparison.Ordinal);
}
