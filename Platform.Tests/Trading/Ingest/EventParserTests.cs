using System.Text;
using System.Text.Json.Nodes;
using Platform.Kernel.Data;
using Platform.Trading.Ingest;

namespace Platform.Tests.Trading.Ingest;

/// <summary>What is found wrong with a message before anything else is looked at.</summary>
public sealed class EventParserTests
{
    private static readonly BotDesk Desk = new(Guid.CreateVersion7(), Guid.CreateVersion7(), [Guid.CreateVersion7()], "USDT");
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static TheoryData<string, string?, string> Spoiled => new()
    {
        // member, its JSON (null takes it away), the reason
        { "event_id", null, "event_id is missing" },
        { "event_id", "7", "event_id must be a string" },
        { "event_id", "\"\"", "event_id must not be empty" },
        { "event_id", "\"a\\u0000b\"", "event_id must not contain control characters" },
        { "event_id", "\"a\\nb\"", "event_id must not contain control characters" },
        { "event_id", "\"\\ud800\"", "event_id is not valid Unicode" },
        { "event_type", "\"trading.orders.filled\"", "event_type is not the subject" },
        { "event_type", "\"trading.balance.stolen\"", "event_type is unknown" },
        { "user_id", null, "user_id is missing" },
        { "user_id", "\"somebody\"", "user_id must be a UUID" },
        { "trading_id", "null", "trading_id is missing" },
        { "sub_account_id", null, "sub_account_id is missing" },
        { "timestamp", "\"yesterday\"", "timestamp must be an RFC 3339 time with an offset" },
        { "timestamp", "\"2026-01-01T00:00:00\"", "timestamp must be an RFC 3339 time with an offset" },
        { "timestamp", "\"2999-01-01T00:00:00Z\"", "timestamp is in the future" },
        { "amount", "0.123456789", "amount must have at most 8 decimals" },
        { "amount", "1e400", "amount must have at most 18 digits before the decimal point" },
        { "amount", "-1", "amount must not be negative" },
        { "amount", "\"ten\"", "amount must be a number" },
        { "amount", "true", "amount must be a number" },
        { "amount", "99999999999999999999999999999999", "amount must have at most 18 digits before the decimal point" },
        { "direction", "\"sideways\"", "direction must be one of credit, debit" },
        { "reason", "\"012345678901234567890123456789012345678901234567890\"", "reason must have at most 50 characters" },
        { "reason", "\"a\\r\\nb\"", "reason must not contain control characters" },
        { "source", "\"a\\u0007b\"", "source must not contain control characters" },
        { "timestamp", "\"2026-01-01T00:00Z\"", "timestamp must be an RFC 3339 time with an offset" },
        { "metadata", "[]", "metadata must be an object" },
        { "metadata", "{\"a\":[1e100000]}", $"metadata cannot be kept: {JsonNumbers.Refusal}" },
        { "metadata", "{\"a\":\"\\u0000\"}", "metadata cannot be kept: Text must not contain NUL." },
    };

    [Theory]
    [MemberData(nameof(Spoiled))]
    public void A_spoiled_event_is_refused_with_what_is_wrong(string member, string? json, string reason)
    {
        var e = Events.Balance(Desk, 100, 110);
        if (json is null)
        {
            e.Remove(member);
        }

        var text = e.ToJsonString();
        if (json is not null)
        {
            e[member] = "§";
            text = e.ToJsonString().Replace($"\"{member}\":\"\\u00A7\"", $"\"{member}\":{json}", StringComparison.Ordinal);
        }

        var parsed = Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(reason, parsed.Refusal);
        Assert.Null(parsed.Event);
    }

    [Fact]
    public void Numbers_strings_and_exponents_mean_the_same_amount()
    {
        foreach (var amount in new[] { "10", "\"10\"", "\"10.00\"", "1e1", "\"1E+1\"", "10.00000000", "\"1E\\u002B1\"", "\"\\u0031\\u0030\"" })
        {
            var text = Events.Balance(Desk, 100, 110).ToJsonString().Replace("\"amount\":\"10\"", $"\"amount\":{amount}", StringComparison.Ordinal);
            Assert.Equal(10m, Assert.IsType<BalanceDetail>(Parse(Encoding.UTF8.GetBytes(text)).Event!.Detail).Amount);
        }
    }

    [Fact]
    public void Every_text_may_be_escaped_and_a_byte_order_mark_is_skipped()
    {
        var e = Events.Balance(Desk, 100, 110);
        e["timestamp"] = "2026-01-01T00:00:00.5+00:00";
        e["metadata"] = JsonNode.Parse("""{"price": "1.5", "quote_symbol": "EUR"}""");
        var escaped = new StringBuilder();
        var inText = false;
        foreach (var c in e.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            inText ^= c == '"';
            escaped.Append(inText && c != '"' ? $"\\u{(int)c:x4}" : c);
        }

        var plain = Parse(Encoding.UTF8.GetBytes(e.ToJsonString()));
        var read = Parse([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(escaped.ToString())]);
        Assert.Null(read.Refusal);
        Assert.Equal(Known(plain), Known(read));
        Assert.Equal((1.5m, "EUR"), (Known(read).Detail.Price, Known(read).Detail.QuoteSymbol));

        static (string, DateTimeOffset, Guid, Guid, Guid?, string?, BalanceDetail Detail) Known(ParsedEvent parsed)
        {
            var e = parsed.Event!;
            return (e.Id, e.Timestamp, e.UserId, e.TradingId, e.SubAccountId, e.Source, (BalanceDetail)e.Detail with { Metadata = default });
        }
    }

    [Fact]
    public void Metadata_may_be_as_large_and_as_deep_as_an_event_and_has_any_number_that_a_program_has()
    {
        var e = Events.Order(Desk);
        e["metadata"] = new JsonObject { ["note"] = new string('x', 200_000), ["limits"] = JsonNode.Parse("[1.7976931348623157E+308, 5E-324, 0.12345678901234567890]") };
        Assert.Null(Refusal(e));
        e["metadata"] = JsonNode.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 31)) + "{}" + new string('}', 31));
        Assert.Null(Refusal(e));
        e["metadata"] = JsonNode.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 32)) + "{}" + new string('}', 32));
        Assert.Equal("the event is nested deeper than 33 levels", Refusal(e));

        static string? Refusal(JsonObject e) => EventParser.Parse("trading.orders.filled", Encoding.UTF8.GetBytes(e.ToJsonString()), Now).Refusal;
    }

    [Fact]
    public void What_is_no_event_at_all_has_no_id()
    {
        Assert.Equal("the event is not valid UTF-8", Refusal([0x7B, 0xFF, 0x7D]));
        Assert.Equal("the event is not a JSON object", Refusal("[1]"u8));
        Assert.Equal("the event is larger than 262144 bytes", Refusal(new byte[1024 * 1024]));
        Assert.Equal("the event is not valid JSON from byte 12 on", Refusal("{\"event_id\":"u8));
        Assert.Equal("the event is not valid JSON from byte 0 on", Refusal(""u8));
        Assert.Equal("the event is nested deeper than 33 levels", Refusal(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 34)))));
        Assert.Equal("an object in the event names a member twice", Refusal("{\"amount\":1,\"amount\":2}"u8));
        Assert.Equal("an object in the event names a member twice", Refusal("{\"amount\":1,\"amo\\u0075nt\":2}"u8));

        static string? Refusal(ReadOnlySpan<byte> data)
        {
            var parsed = Parse(data.ToArray());
            Assert.Null(parsed.Id);
            return parsed.Refusal;
        }
    }

    [Fact]
    public void Free_texts_may_have_lines()
    {
        var e = Events.Error(Desk);
        e["stack_trace"] = "at a\r\n\tat b";
        Assert.Null(EventParser.Parse("trading.errors", Encoding.UTF8.GetBytes(e.ToJsonString()), Now).Refusal);
        e["error_message"] = "a\u001bb";
        Assert.Equal("error_message must not contain control characters",
            EventParser.Parse("trading.errors", Encoding.UTF8.GetBytes(e.ToJsonString()), Now).Refusal);
    }

    [Fact]
    public void A_refused_event_is_still_known_by_its_ids()
    {
        var e = Events.Balance(Desk, 100, 110);
        e["amount"] = "much";
        var parsed = Parse(Encoding.UTF8.GetBytes(e.ToJsonString()));
        Assert.Equal((e.IdOf(), Desk.User, Desk.Trading, Desk.Accounts[0]), (parsed.Id, parsed.UserId, parsed.TradingId, parsed.SubAccountId));
    }

    [Fact]
    public void Metadata_with_text_that_cannot_be_stored_is_refused_and_other_is_kept_as_it_is()
    {
        var e = Events.Order(Desk);
        e["metadata"] = JsonNode.Parse("""{"a": {"b": "\u0000"}}""");
        Assert.StartsWith("metadata", EventParser.Parse("trading.orders.filled", Encoding.UTF8.GetBytes(e.ToJsonString()), Now).Refusal, StringComparison.Ordinal);

        e["metadata"] = JsonNode.Parse("""{"a": [1.50, "\"quoted\"", "é"]}""");
        var kept = EventParser.Parse("trading.orders.filled", Encoding.UTF8.GetBytes(e.ToJsonString()), Now).Event!.Detail.Metadata;
        Assert.True(JsonNode.DeepEquals(e["metadata"], JsonNode.Parse(kept.Span)));
    }

    private static ParsedEvent Parse(byte[] data) => EventParser.Parse("trading.balance.updated", data, Now);
}
