using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Tests.Kernel.Data;

/// <summary>JSON of clients is kept as it came, or refused for a reason.</summary>
public sealed class JsonTests
{
    private static Json Read(string text) => JsonSerializer.Deserialize<Json>(text);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":1.10,"b":1e300,"c":123456789012345678901234567890}""")]
    [InlineData("""{"z":{"y":[null,true,"\u00fc",{}]},"a":""}""")]
    public void An_object_keeps_its_numbers_and_its_order(string text)
    {
        Assert.Equal(text.Replace("\\u00fc", "\u00fc", StringComparison.Ordinal), Read(text).Text.Replace("\\u00FC", "\u00fc", StringComparison.Ordinal));
        Assert.Equal(Read(text).Text, JsonSerializer.Serialize(Read(text)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"{}\"")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":{"b":1,"b":2}}""")]
    [InlineData("""{"a":[{"b":1,"\u0062":2}]}""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\u0000":1}""")]
    [InlineData("""{"a":["\ud800"]}""")]
    [InlineData("""{"\udc00":1}""")]
    public void What_cannot_be_stored_or_read_in_one_way_only_is_refused(string text) => Assert.Throws<JsonException>(() => Read(text));

    [Theory]
    [InlineData("1e324", true)]
    [InlineData("5e-324", true)]
    [InlineData("-1.7976931348623157E+308", true)]
    [InlineData("1e325", false)]
    [InlineData("1e-325", false)]
    [InlineData("1e100000", false)]
    [InlineData("1E+99999999999999999999", false)]
    [InlineData("0.1e+0000000000000000000000000000000000000000000000001", true)]
    [InlineData("-0.123456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("-0.1234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void Numbers_are_bounded_by_digits_and_exponent_wherever_they_stand(string number, bool kept)
    {
        var options = new JsonSerializerOptions();
        HttpJson.Configure(options, []);
        Type[] types = [typeof(Json), typeof(JsonElement), typeof(JsonNode), typeof(JsonObject), typeof(Dictionary<string, JsonElement>)];
        foreach (var text in new[] { $$"""{"a":{{number}}}""", $$"""{"a":[{"b":[0,{{number}}]}]}""" })
        {
            foreach (var type in types)
            {
                Assert.Equal(kept, Record.Exception(() => JsonSerializer.Deserialize(text, type, options)) is null);
            }
        }
    }

    [Fact]
    public void Size_and_depth_have_limits()
    {
        Read($"{{\"a\":\"{new string('x', Json.MaxBytes - 8)}\"}}");
        Assert.Throws<JsonException>(() => Read($"{{\"a\":\"{new string('x', Json.MaxBytes)}\"}}"));
        Read(Nested(Json.MaxDepth));
        Assert.Throws<JsonException>(() => Read(Nested(Json.MaxDepth + 1)));

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
    }

    [Fact]
    public void Members_are_added_replaced_and_merged_not_looking_deeper()
    {
        Assert.Equal("""{"a":1,"b":2}""", new Json("""{"a":1}""").With("b", json => json.WriteNumberValue(2)).Text);
        Assert.Equal("""{"b":1,"a":2}""", new Json("""{"a":1,"b":1}""").With("a", json => json.WriteNumberValue(2)).Text);
        Assert.Equal("""{"a":{"x":1},"b":{"z":1}}""", new Json("""{"a":{"x":1},"b":{"y":1}}""").Merge(new Json("""{"b":{"z":1}}""")).Text);
        Assert.Equal("""{"a":null}""", new Json("""{"a":1}""").Merge(new Json("""{"a":null}""")).Text);
        Assert.Equal("{}", default(Json).Merge(Json.Empty).Text);
    }
}
