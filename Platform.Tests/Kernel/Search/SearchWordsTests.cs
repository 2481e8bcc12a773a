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
    public void A_query_finds_the_beginnings_of_all_its_words(string text, string query, bool found)
    {
        var index = SearchWords.Index(Ours, People, [text]);
        var hashes = SearchWords.Query(Ours, People, query);
        Assert.NotEmpty(hashes);
        Assert.Equal(found, hashes.All(index.Contains));
    }

    [Fact]
    public void Words_of_less_than_three_letters_are_not_searched() => Assert.Empty(SearchWords.Query(Ours, People, "a bc"));

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
