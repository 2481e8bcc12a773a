using System.Net.Http.Headers;
using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>A response that was read to its end.</summary>
public sealed record Answer(int Status, HttpResponseHeaders Headers, string? ContentType, string Text)
{
    private JsonElement? root;

    public static async Task<Answer> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return new Answer((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public JsonElement Root => root ??= JsonElement.Parse(Text);

    /// <summary>The data of a success on the trading surface.</summary>
    public JsonElement Data => Ok().Root.GetProperty("data");

    public string? Code => Root.GetProperty("error").GetProperty("code").GetString();

    public string? Message => Root.GetProperty("error").GetProperty("message").GetString();

    public string? Details => Root.GetProperty("error").GetProperty("details").GetString();

    public string Id => Data.GetProperty("id").GetString()!;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    /// <summary>Asserts a success in the trading surface's form.</summary>
    public Answer Ok(int status = 0)
    {
        Assert.True(status == 0 ? Status is 200 or 201 : Status == status, $"Expected {(status == 0 ? "success" : status)}, got {Status}: {Text}");
        Assert.True(Root.GetProperty("success").GetBoolean());
        AssertForm();
        return this;
    }

    /// <summary>Asserts a refusal in the trading surface's form, with this status and code.</summary>
    public Answer Refused(int status, string code)
    {
        Assert.True(Status == status, $"Expected {status} {code}, got {Status}: {Text}");
        Assert.False(Root.GetProperty("success").GetBoolean());
        Assert.Equal(code, Code);
        Assert.False(string.IsNullOrWhiteSpace(Message));
        Assert.Equal(JsonValueKind.String, Root.GetProperty("error").GetProperty("details").ValueKind);
        Assert.False(Root.TryGetProperty("data", out _));
        AssertForm();
        return this;
    }

    private void AssertForm()
    {
        Assert.Equal("application/json; charset=utf-8", ContentType);
        var metadata = Root.GetProperty("metadata");
        Assert.Equal(Header("X-Request-Id"), metadata.GetProperty("trace_id").GetString());
        Assert.EndsWith("Z", metadata.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.True(metadata.GetProperty("timestamp").TryGetDateTimeOffset(out _));
    }
}
