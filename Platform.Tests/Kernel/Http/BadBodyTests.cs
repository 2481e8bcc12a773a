using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Bodies that cannot be meant, at every operation that takes one: a clear refusal, and nothing is stored.</summary>
public sealed class BadBodyTests(BadBodyTests.Administered api) : IClassFixture<BadBodyTests.Administered>
{
    /// <summary>An administrator may call everything.</summary>
    public sealed class Administered(TestServers servers) : ApiFixture(servers)
    {
        public Desk Desk { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Desk = await Desk.OpenAsync(await SignInAsync("admin"), usdt: "1");
        }
    }

    public static TheoryData<string> Operations => [.. Bodies.Valid.Keys];

    [Fact]
    public void Every_operation_with_a_body_is_tried()
    {
        var served = api.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAcceptsMetadata>() is not null && e.Metadata.GetMetadata<Surface>() is { Name: "trading" })
            .Select(e => $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} /{e.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal)}");
        Assert.Equal(Bodies.Valid.Keys.Order(), served.Order());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task What_is_not_spoilt_is_taken(string operation)
    {
        var answer = await SendAsync(operation, Json(Utf8(Bodies.Of(operation, api.Desk).ToJsonString())));
        var refusal = operation switch
        {
            "POST /v1/auth/callback" => (400, "OAUTH_ERROR"),
            "POST /v1/auth/refresh" => (401, "INVALID_TOKEN"),
            "PUT /v1/exchange-bindings/{id}" => (403, "ACCESS_DENIED"),
            "PUT /v1/bot-keys/{bot_key_id}" => (404, "NOT_FOUND"),
            _ => (0, ""),
        };
        _ = refusal is (0, _) ? answer.Ok() : answer.Refused(refusal.Item1, refusal.Item2);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task What_is_no_json_object_is_refused(string operation)
    {
        var valid = Bodies.Of(operation, api.Desk).ToJsonString();
        var bodies = new (string What, byte[] Body)[]
        {
            ("nothing", []), ("white space", "  \n"u8.ToArray()), ("null", "null"u8.ToArray()), ("an array", "[]"u8.ToArray()), ("an array of it", Utf8($"[{valid}]")),
            ("a number", "1"u8.ToArray()), ("a string", "\"x\""u8.ToArray()), ("a string of it", Utf8(JsonValue.Create(valid).ToJsonString())),
            ("half of it", Utf8(valid[..(valid.Length / 2)])), ("twice", Utf8(valid + valid)), ("rubbish behind it", Utf8(valid + "x")), ("rubbish", [0xff, 0x00, 0x80]),
            ("a comment", Utf8("/* */" + valid)), ("a comma too many", Utf8(valid[..^1] + ",}")), ("single quotes", Utf8(valid.Replace('"', '\''))),
            ("UTF-16", Encoding.Unicode.GetBytes(valid)), ("UTF-32", Encoding.UTF32.GetBytes(valid)), ("an opening brace", "{"u8.ToArray()),
            ("a hundred thousand arrays", Utf8(new string('[', 100_000))), ("objects in objects", Utf8(string.Concat(Enumerable.Repeat("{\"a\":", 20_000)))),
            ("a member twice", Utf8(valid[..^1] + "," + valid[1..])),
            ("a deep unknown member", Utf8(valid[..^1] + ",\"unknown\":" + new string('[', 100) + new string(']', 100) + "}")),
        };
        await AssertRefusedAsync(operation, bodies.Select(b => (b.What, (HttpContent)Json(b.Body))), 400);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Values_of_another_kind_or_that_no_text_can_have_are_refused(string operation)
    {
        var valid = Bodies.Of(operation, api.Desk);
        var spoilt = new List<(string, HttpContent)>();
        foreach (var (name, value) in valid)
        {
            var isObject = value is JsonObject;
            foreach (var wrong in (string[])[value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "\"true\"" : "true", "[[]]", "1e400", "-1e400", "123456789012345678901234567890", isObject ? "\"{}\"" : "{}"])
            {
                Spoil(name, wrong);
            }

            foreach (var text in (string[])["\"\\ud800\"", "\"\\udc00 \\ud800\"", "\"a\\u0000b\"", "\"\u0000\"", "\"\t\"", "\"\\x\""])
            {
                Spoil(name, isObject ? $"{{\"a\":{text}}}" : text);
                if (isObject)
                {
                    Spoil(name, $"{{{text}:1}}");
                    Spoil(name, $"{{\"a\":{{\"b\":[{text}]}}}}");
                }
            }

            Spoil(name, isObject ? "{\"a\":\"\u00ff\"}" : "\"\u00ff\"", Encoding.Latin1);
            if (isObject)
            {
                Spoil(name, "{\"a\":1,\"a\":2}");
                Spoil(name, $"{{\"a\":\"{new string('x', 70_000)}\"}}");
                Spoil(name, string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40));
            }
        }

        await AssertRefusedAsync(operation, spoilt, 400);

        void Spoil(string name, string value, Encoding? encoding = null)
        {
            var copy = valid.DeepClone().AsObject();
            copy[name] = "@";
            spoilt.Add(($"{name}: {value[..Math.Min(40, value.Length)]}", Json((encoding ?? Encoding.UTF8).GetBytes(copy.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal)))));
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Texts_that_are_too_long_are_refused_and_bodies_that_are_too_large_not_even_read(string operation)
    {
        var valid = Bodies.Of(operation, api.Desk);
        await AssertRefusedAsync(operation, valid.Where(m => m.Value is JsonValue).Select(m => (m.Key, With(m.Key, new string('x', 200_000)))), 400);
        await AssertRefusedAsync(operation, valid.Select(m => (m.Key, With(m.Key, new string('x', 1_000_000)))), 413);
        await AssertRefusedAsync(operation, [("unknown", With("unknown", new string('x', 1_000_000)))], 413);
        await AssertRefusedAsync(operation, [("white space", Json(Utf8(new string(' ', 300_000) + valid.ToJsonString())))], 413);

        HttpContent With(string name, string value)
        {
            var copy = valid.DeepClone().AsObject();
            copy[name] = value;
            return Json(Utf8(copy.ToJsonString()));
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task A_body_of_another_type_is_refused(string operation)
    {
        var valid = Utf8(Bodies.Of(operation, api.Desk).ToJsonString());
        var types = new[] { "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/octet-stream", "image/png", "*/*", null };
        await AssertRefusedAsync(operation, types.Select(t => (t ?? "none", (HttpContent)Json(valid, t))), 415);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Another_encoding_than_utf_8_is_refused(string operation)
    {
        var valid = Utf8(Bodies.Of(operation, api.Desk).ToJsonString());
        var types = new[] { "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json; charset=iso-8859-1" };
        await AssertRefusedAsync(operation, types.Select(t => (t, (HttpContent)Json(valid, t))), 415);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json;x=y")]
    [InlineData("application/vnd.platform+json")]
    public async Task Other_ways_to_say_json_are_taken(string type) =>
        (await SendAsync("PUT /v1/sub-accounts/{sub_account_id}", Json("{}"u8.ToArray(), type))).Ok(200);

    private async Task AssertRefusedAsync(string operation, IEnumerable<(string What, HttpContent Body)> requests, int status)
    {
        var before = await StoredAsync();
        foreach (var (what, body) in requests)
        {
            var answer = await SendAsync(operation, body);
            Assert.True(answer.Status == status, $"{operation} with {what}: {answer.Status} {answer.Text}");
            answer.Refused(status, answer.Code!);
            Assert.True(answer.Code is "INVALID_REQUEST" or "INVALID_VALUE" or "MISSING_FIELD" or "OAUTH_ERROR", $"{what}: {answer.Text}");
            Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Platform.", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await StoredAsync());
    }

    /// <summary>All rows, but for sessions, which are not what bodies make.</summary>
    private async Task<string> StoredAsync()
    {
        var stored = await api.Database.DumpAsync("sessions", "refresh_tokens");
        Assert.Contains(api.Desk.TradingId, stored, StringComparison.Ordinal);
        return stored;
    }

    private Task<Answer> SendAsync(string operation, HttpContent body) =>
        api.Desk.Api.SendAsync(HttpMethod.Parse(operation.Split(' ')[0]), Bodies.PathOf(operation, api.Desk), body);

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static ByteArrayContent Json(byte[] body, string? type = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
