using System.Security.Cryptography;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Tests.Kernel.Search;

public sealed class SearchWordsTests
{
    private const string People = "customers:person";
    private static readonly TenantSecrets Ours = new(RandomNumberGenerator.GetBytes(32));
    private static readonly TenantSecrets Theirs = new(RandomNumberGenerator.GetBytes(32));

    [Theory]
    [InlineData("Ångström GmbH", "angstrom", true)]
    [InlineData("Ångström GmbH", "GMBH ang", true)]
    [InlineData("Ångström GmbH", "strom", false)]
    [InlineData("Ångström GmbH", "angstrom inc", false)]
    [InlineData("jane.doe@example.com", "example", true)]
    [InlineData("jane.doe@example.com", "Jane Doe", true)]
    [InlineData("+49 (151) 234-567", "151 234", true)]
    [InlineData("王伟", "王伟", true)]
    [InlineData("王伟", "伟", true)]
    [InlineData("王伟", "伟王", false)]
    [InlineData("北京大学出版社", "大学", true)]
    [InlineData("𠮷野家", "𠮷", true)]
    [InlineData("ガソリンスタンド", "ｶﾞｿﾘﾝ", true)]
    [InlineData("김철수입니다", "김", true)]
    [InlineData("สมชาย ใจดี", "ใจ", true)]
    [InlineData("iPhone手机", "iphone 手机", true)]
    [InlineData("3M Deutschland", "3M", true)]
    [InlineData("HP Inc.", "hp", true)]
    [InlineData("HPE", "hp", true)]
    [InlineData("Programming in C", "c", true)]
    [InlineData("John Fitzgerald Kennedy", "John F. Kennedy", true)]
    [InlineData("Nguyễn Văn Đức", "nguyen duc", true)]
    [InlineData("Straßenbau", "strassenbau", true)]
    [InlineData("STRASSENBAU", "straße", true)]
    [InlineData("Семён", "семен", true)]
    [InlineData("Łódź Æsir ſmørrebrød", "lodz aesir smorre", true)]
    [InlineData("Ｆｕｌｌ ﬁnance", "full finance", true)]
    [InlineData("Stra\u00ADßen\u200Bbau", "strassenbau", true)]
    [InlineData("مُحَمَّد ٤٢", "محمد 42", true)]
    [InlineData("שָׁלוֹם", "שלום", true)]
    [InlineData("हिन्दी भाषा", "हिन्दी", true)]
    [InlineData("ΟΔΥΣΣΕΥΣ", "Οδυσσεύς", true)]
    [InlineData("O’Brien", "o'brien", true)]
    public void A_query_finds_the_beginnings_of_all_its_words(string text, string query, bool found)
    {
        var index = SearchWords.Index(Ours, People, [text]);
        var hashes = SearchWords.Query(Ours, People, query);
        Assert.NotEmpty(hashes);
        Assert.Equal(found, hashes.All(index.Contains));
    }

    [Fact]
    public void What_has_no_word_is_not_searched() => Assert.Empty(SearchWords.Query(Ours, People, " -- \u200B 👍 "));

    [Fact]
    public void Every_word_of_a_long_text_is_found_and_no_text_is_without_bound()
    {
        var words = Enumerable.Range(1000, 3000).Select(i => $"word{i}").Append("straßenbau").Append("王伟").ToList();
        var index = SearchWords.Index(Ours, People, [string.Join(' ', words)]);
        Assert.All(words, w => Assert.All(SearchWords.Query(Ours, People, w), h => Assert.Contains(h, index)));
        Assert.InRange(SearchWords.Index(Ours, People, [string.Join(' ', Enumerable.Range(0, 50_000))]).Length, 1, 20_000);
        Assert.InRange(SearchWords.Query(Ours, People, string.Join(' ', Enumerable.Range(0, 5_000))).Length, 1, 64);
    }

    [Fact]
    public void A_very_long_word_is_found_by_all_of_it()
    {
        var word = new string('x', 200);
        Assert.All(SearchWords.Query(Ours, People, word), h => Assert.Contains(h, SearchWords.Index(Ours, People, [word])));
    }

    [Fact]
    public void Tenants_hash_the_same_word_differently_and_never_keep_it() =>
        Assert.Empty(SearchWords.Index(Ours, People, ["secret"]).Intersect(SearchWords.Index(Theirs, People, ["secret"])).Concat(SearchWords.Index(Ours, People, ["secret"]).Where(t => t.Contains("sec"))));

    [Fact]
    public void Types_hash_the_same_word_differently() => Assert.Empty(SearchWords.Index(Ours, People, ["secret"]).Intersect(SearchWords.Index(Ours, "customers:deal", ["secret"])));
}
