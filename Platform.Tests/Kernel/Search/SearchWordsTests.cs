using System.Security.Cryptography;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Tests.Kernel.Search;

public sealed class SearchWordsTests
{
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
        var index = SearchWords.Index(Ours, [text]);
        var hashes = SearchWords.Query(Ours, query);
        Assert.NotEmpty(hashes);
        Assert.Equal(found, hashes.All(index.Contains));
    }

    [Fact]
    public void Words_of_less_than_three_letters_are_not_searched() => Assert.Empty(SearchWords.Query(Ours, "a bc"));

    [Fact]
    public void A_very_long_word_is_found_by_all_of_it()
    {
        var word = new string('x', 200);
        Assert.All(SearchWords.Query(Ours, word), h => Assert.Contains(h, SearchWords.Index(Ours, [word])));
    }

    [Fact]
    public void Tenants_hash_the_same_word_differently_and_never_keep_it() =>
        Assert.Empty(SearchWords.Index(Ours, ["secret"]).Intersect(SearchWords.Index(Theirs, ["secret"])).Concat(SearchWords.Index(Ours, ["secret"]).Where(t => t.Contains("sec"))));
}
