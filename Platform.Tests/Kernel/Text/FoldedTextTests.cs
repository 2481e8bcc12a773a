using System.Globalization;
using System.Text;
using Platform.Kernel.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Text;

/// <summary>What is looked for is folded as what is looked into.</summary>
public sealed class FoldedTextTests(TestServers servers)
{
    [Theory]
    [InlineData("Nguyễn", "nguyen")]
    [InlineData("Straßenbau", "STRASSENBAU")]
    [InlineData("Семён", "семен")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Ｆｕｌｌ", "full")]
    [InlineData("50％ \\ _", "50%")]
    public void A_text_contains_what_is_looked_for(string text, string searched) => Assert.True(FoldedText.Contains(text, searched));

    [Fact]
    public async Task The_database_folds_every_character_to_the_same()
    {
        var database = await servers.DatabaseAsync();
        var texts = Enumerable.Range(1, 0x1FFFF).Where(c => c is < 0xD800 or > 0xDFFF and (< 0x1E030 or > 0x1E06D))
            .Where(c => Rune.GetUnicodeCategory(new Rune(c)) != UnicodeCategory.OtherNotAssigned).Select(c => $"X{new Rune(c)}y")
            .Concat(["", "PLAIN", "ΟΔΥΣΣΕΥΣ Σ", "İSTANBUL ısı", "Ǆ ŉ ß ẞ Æ ﬀ ﷺ", "が ガ ｶﾞ 각", "q\u0307\u0323"]).ToArray();
        var folded = await database.RowsAsync("SELECT query_index.folded(t) FROM unnest($1) WITH ORDINALITY AS n (t, at) ORDER BY at", (object)texts);
        var different = texts.Zip(folded).Where(p => FoldedText.Of(p.First) != (string)p.Second[0]!).Select(p => $"{Codes(p.First)}: {Codes(FoldedText.Of(p.First))}, {Codes((string)p.Second[0]!)}").ToList();
        Assert.True(different.Count == 0, $"{different.Count}: {string.Join("; ", different.Take(40))}");
    }

    private static string Codes(string text) => string.Join(' ', text.EnumerateRunes().Select(r => $"{r.Value:X4}"));
}
