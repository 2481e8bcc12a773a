using System.Text;
using Platform.Kernel.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Text;

/// <summary>Names that people take for the same have one key, in C# as in the database.</summary>
public sealed class NormalizedKeyTests(TestServers servers)
{
    [Theory]
    [InlineData("VIP", "vip")]
    [InlineData("  Vip\u00A0", "vip")]
    [InlineData("Ｖｉｐ", "vip")]
    [InlineData("v\u200Bi\u00ADp\u202E", "vip")]
    [InlineData("\uFEFFvip\u2060", "vip")]
    [InlineData("ﬁnance", "FINANCE")]
    [InlineData("Cafe\u0301", "CAFÉ")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("ΟΔΟΣ", "οδος")]
    [InlineData("Оплата", "ОПЛАТА")]
    [InlineData("ガス", "ｶﾞｽ")]
    [InlineData("한글", "\u1112\u1161\u11AB\u1100\u1173\u11AF")]
    [InlineData("№ ①", "no 1")]
    public void What_people_take_for_the_same_is_the_same(string one, string other) => Assert.Equal(NormalizedKey.Of(one), NormalizedKey.Of(other));

    [Theory]
    [InlineData("resume", "résumé")]
    [InlineData("елка", "ёлка")]
    [InlineData("a b", "ab")]
    [InlineData("ば", "は")]
    [InlineData("あ", "ア")]
    public void What_people_tell_apart_is_not(string one, string other) => Assert.NotEqual(NormalizedKey.Of(one), NormalizedKey.Of(other));

    [Fact]
    public void Halves_of_characters_and_what_has_no_normal_form_do_not_throw()
    {
        foreach (var text in new[] { "\uD800", "a\uDC00b", "\uFFFEé", "\uFFFFé" })
        {
            Assert.NotNull(NormalizedKey.Of(text));
        }

        Assert.All(new[] { null, "", " \u200B\u3164", "\u2800\uFEFF"[1..] }, text => Assert.True(UnicodeText.IsBlank(text)));
        Assert.False(UnicodeText.IsBlank("\u200Bx"));
    }

    [Fact]
    public async Task The_database_computes_the_same_key_for_every_character_and_however_long_the_name_is()
    {
        var database = await servers.DatabaseAsync();

        // Up to what both have known for years: what each of them knows of newer scripts depends on its version.
        var characters = Enumerable.Range(1, 0x1FFFF).Where(c => c is < 0xD800 or > 0xDFFF && !IsNew(c)).Select(c => $"x{new Rune(c)}y").ToArray();
        var ends = Enumerable.Range(1, 0x2FFF).SelectMany(c => new[] { $"{(char)c}y", $"x{(char)c}" });
        var texts = characters.Concat(ends).Concat(["", "  ", new string('ﷺ', 100), "ΑΣ ΣΑΣ ς", "İSTANBUL ısı", "\t A\u0327\u0301\u2029", "ǅ Ǆ ŉ ß ﬀ ﷺ"]).ToArray();
        var keys = await database.RowsAsync($"SELECT {NormalizedKey.Sql("name")} FROM unnest($1) WITH ORDINALITY AS n (name, at) ORDER BY at", (object)texts);
        var different = texts.Zip(keys).Where(p => NormalizedKey.Of(p.First) != (string)p.Second[0]!).Select(p => $"{Codes(p.First)}: {Codes(NormalizedKey.Of(p.First))}, {Codes((string)p.Second[0]!)}").ToList();
        Assert.True(different.Count == 0, $"{different.Count}: {string.Join("; ", different.Take(40))}");
    }

    /// <summary>Not assigned, or a Cyrillic letter of Unicode 15.</summary>
    private static bool IsNew(int character) => character is >= 0x1E030 and <= 0x1E06D || Rune.GetUnicodeCategory(new Rune(character)) == System.Globalization.UnicodeCategory.OtherNotAssigned;

    private static string Codes(string text) => string.Join(' ', text.EnumerateRunes().Select(r => $"{r.Value:X4}"));
}
