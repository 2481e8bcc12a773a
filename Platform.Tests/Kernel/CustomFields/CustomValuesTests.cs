using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Security;

namespace Platform.Tests.Kernel.CustomFields;

public sealed class CustomValuesTests
{
    private static readonly TenantSecrets Vault = new(RandomNumberGenerator.GetBytes(32));

    private static CustomField Field(string key, string kind, string config = "{}") => new(key, kind, JsonNode.Parse(config)!.AsObject());

    private static (JsonObject Values, Dictionary<string, string[]> Errors) Merge(string body, IReadOnlyList<CustomField> fields, bool creating = true, string stored = "{}")
    {
        var errors = new Dictionary<string, string[]>();
        var merged = CustomValues.Merge(stored, CustomValues.Sent(JsonElement.Parse(body)), fields, creating, Vault, errors);
        return (JsonNode.Parse(merged)!.AsObject(), errors);
    }

    [Theory]
    [InlineData("""{"cf_size": 7}""")]
    [InlineData("""{"cf:size": 7}""")]
    [InlineData("""{"customFields": {"size": 7}}""")]
    [InlineData("""{"customFields": {"cf_size": "7"}}""")]
    [InlineData("""{"customFields": [{"key": "size", "value": 7}]}""")]
    [InlineData("""{"customValues": {"size": 7}}""")]
    public void Values_are_taken_in_every_form_that_clients_use(string body)
    {
        var (values, errors) = Merge(body, [Field("size", "integer")]);
        Assert.Empty(errors);
        Assert.Equal(7, values["size"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("integer", "\"seven\"")]
    [InlineData("integer", "1.5")]
    [InlineData("float", "\"1,5\"")]
    [InlineData("boolean", "\"maybe\"")]
    [InlineData("date", "\"yesterday\"")]
    [InlineData("text", "{\"a\":1}")]
    [InlineData("text", "[\"a\"]")]
    [InlineData("text", "\"a\\u0000b\"")]
    public void A_value_of_another_kind_is_refused_by_its_field(string kind, string value)
    {
        var (values, errors) = Merge($$"""{"cf_x": {{value}}}""", [Field("x", kind)]);
        Assert.Equal("cf_x", Assert.Single(errors).Key);
        Assert.False(values.ContainsKey("x"));
    }

    [Theory]
    [InlineData("required", "null", "\"\"", "\"x\"")]
    [InlineData("gt", "10", "10", "11")]
    [InlineData("lte", "10", "11", "10")]
    [InlineData("eq", "\"a\"", "\"b\"", "\"a\"")]
    [InlineData("ne", "\"a\"", "\"a\"", "\"b\"")]
    [InlineData("regex", "\"^[A-Z]{2}$\"", "\"abc\"", "\"AB\"")]
    [InlineData("integer", "null", "\"x\"", "\"3\"")]
    public void Rules_refuse_with_their_own_message(string rule, string param, string bad, string good)
    {
        var field = Field("x", "text", $$"""{"validation": [{"rule": "{{rule}}", "param": {{param}}, "message": "not this"}]}""");
        Assert.Equal("not this", Merge($$"""{"cf_x": {{bad}}}""", [field]).Errors["cf_x"][0]);
        Assert.Empty(Merge($$"""{"cf_x": {{good}}}""", [field]).Errors);
    }

    [Fact]
    public void A_required_field_is_missed_on_create_and_not_on_an_update_that_leaves_it_out()
    {
        var field = Field("x", "text", """{"validation": [{"rule": "required", "message": "needed"}]}""");
        Assert.Equal("needed", Merge("{}", [field]).Errors["cf_x"][0]);
        Assert.Empty(Merge("{}", [field], creating: false).Errors);
    }

    [Fact]
    public void Defaults_fill_what_a_create_leaves_out()
    {
        var field = Field("x", "select", """{"defaultValue": "new"}""");
        Assert.Equal("new", Merge("{}", [field]).Values["x"]!.GetValue<string>());
        Assert.Empty(Merge("{}", [field], creating: false).Values);
    }

    [Fact]
    public void Null_takes_a_value_away_and_what_is_left_out_stays()
    {
        var (values, _) = Merge("""{"cf_a": null}""", [Field("a", "text"), Field("b", "text")], creating: false, stored: """{"a": "1", "b": "2"}""");
        Assert.False(values.ContainsKey("a"));
        Assert.Equal("2", values["b"]!.GetValue<string>());
    }

    [Fact]
    public void An_encrypted_value_is_ciphertext_and_opens_to_what_was_sent()
    {
        var (values, errors) = Merge("""{"cf_x": "swordfish"}""", [Field("x", "text", """{"encrypted": true}""")]);
        Assert.Empty(errors);
        Assert.DoesNotContain("swordfish", values.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("swordfish", CustomValues.Open(values.ToJsonString(), Vault)["x"]!.GetValue<string>());
    }

    [Fact]
    public void A_pattern_that_never_ends_is_cut_off()
    {
        var field = Field("x", "text", """{"validation": [{"rule": "regex", "param": "^(a+)+$", "message": "no"}]}""");
        Assert.Equal("no", Merge($$"""{"cf_x": "{{new string('a', 40)}}!"}""", [field]).Errors["cf_x"][0]);
    }

    [Theory]
    [InlineData("^(?=.*a).+$")]
    [InlineData(@"(a)\1")]
    [InlineData("((a{900}){900})")]
    [InlineData("(")]
    public void A_pattern_whose_time_has_no_bound_is_refused(string pattern) =>
        Assert.Equal(RuleBudget.Expected, CustomRule.Refuse(new JsonArray(new JsonObject { ["rule"] = "regex", ["param"] = pattern, ["message"] = "no" })));

    [Fact]
    public void All_patterns_of_one_request_share_its_time()
    {
        var (budget, slow, quick) = (new RuleBudget(), RuleBudget.Pattern(@"[\w\W]*a[\w\W]{400}b$"), RuleBudget.Pattern("a"));
        Assert.True(budget.IsMatch(quick, "a"));
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => "ab"[((i * 7919) >> 3) & 1]));
        for (var i = 0; i < 1_000 && budget.IsMatch(quick, "a"); i++)
        {
            budget.IsMatch(slow, text);
        }

        Assert.False(budget.IsMatch(quick, "a"));
        Assert.True(new RuleBudget().IsMatch(quick, "a"));
    }

    [Fact]
    public void All_values_of_a_row_together_have_a_bound()
    {
        var stored = new JsonObject([.. Enumerable.Range(0, 5).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)new string('x', 45_000)))]).ToJsonString();
        Assert.Empty(Merge($$"""{"cf_x": "{{new string('x', 20_000)}}"}""", [Field("x", "text")], stored: stored).Errors);
        Assert.Contains("customFields", Merge($$"""{"cf_x": "{{new string('x', 40_000)}}"}""", [Field("x", "text")], stored: stored).Errors.Keys);
    }
}
