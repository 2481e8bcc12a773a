using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Platform.Kernel.Data;
using Platform.Trading.Ledger;

namespace Platform.Trading.Ingest;

/// <summary>Reads the members of an event, and keeps the first thing that is wrong with them.</summary>
internal ref struct EventFields(JsonElement root)
{
    private const int MaxNumber = 64;

    public string? Problem { get; private set; }

    public string Text(ReadOnlySpan<byte> name, int max, int min = 1, bool lines = false) =>
        OptionalText(name, max, min, lines) ?? Missing<string>(name) ?? "";

    /// <param name="lines">Whether the text is free, and may have line breaks and tabs.</param>
    public string? OptionalText(ReadOnlySpan<byte> name, int max, int min = 0, bool lines = false)
    {
        if (!Find(name, JsonValueKind.String, "a string", out var value))
        {
            return null;
        }

        var text = Read(value);
        return text is null ? Fail<string>(name, "is not valid Unicode")
            : HasControls(text, lines) ? Fail<string>(name, "must not contain control characters")
            : text.Length < min ? Fail<string>(name, "must not be empty")
            : text.Length > max ? Fail<string>(name, $"must have at most {max} characters")
            : text;
    }

    public string OneOf(ReadOnlySpan<byte> name, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name, 50);
        if (Problem is null && !allowed.Contains(text))
        {
            Fail<string>(name, $"must be one of {string.Join(", ", allowed!)}");
        }

        return text;
    }

    public Guid Id(ReadOnlySpan<byte> name) => OptionalId(name) ?? Missing<Guid>(name);

    public Guid? OptionalId(ReadOnlySpan<byte> name)
    {
        if (!Find(name, JsonValueKind.String, "a string", out var value))
        {
            return null;
        }

        if (value.TryGetGuid(out var id))
        {
            return id;
        }

        Fail<Guid>(name, "must be a UUID");
        return null;
    }

    public DateTimeOffset Time(ReadOnlySpan<byte> name)
    {
        if (!Find(name, JsonValueKind.String, "a string", out var value))
        {
            return Missing<DateTimeOffset>(name);
        }

        // Without an offset the parser would take the local time zone, and without seconds it would guess them.
        var isWhole = Read(value) is { Length: >= 20 } text && text[10] == 'T' && text[16] == ':' && (text[^1] == 'Z' || text[^6] is '+' or '-');
        return isWhole && value.TryGetDateTimeOffset(out var time)
            ? Clock.Truncate(time.ToUniversalTime())
            : Fail<DateTimeOffset>(name, "must be an RFC 3339 time with an offset");
    }

    public decimal Amount(ReadOnlySpan<byte> name) => OptionalAmount(name) ?? Missing<decimal>(name);

    /// <summary>An amount as a string or a number, zero or more.</summary>
    public decimal? OptionalAmount(ReadOnlySpan<byte> name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        switch (ParseAmount(value, out var amount))
        {
            case { } why:
                Fail<decimal>(name, why);
                return null;
            case null when amount < 0:
                Fail<decimal>(name, "must not be negative");
                return null;
            default:
                return amount;
        }
    }

    /// <summary>A number from 0 to 1; no amount, so it may have any number of decimals.</summary>
    public decimal Ratio(ReadOnlySpan<byte> name)
    {
        if (!Find(name, JsonValueKind.Number, "a number", out var value))
        {
            return Missing<decimal>(name);
        }

        return value.TryGetDecimal(out var ratio) && ratio is >= 0 and <= 1 ? ratio : Fail<decimal>(name, "must be between 0 and 1");
    }

    /// <summary>A member that is used where it makes sense, and ignored where not.</summary>
    public readonly decimal? AmountIfAny(ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var value) && ParseAmount(value, out var amount) is null && amount > 0 ? amount : null;

    public EventFields Inner(ReadOnlySpan<byte> name) =>
        new(root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : default);

    public readonly bool IsEmpty => root.ValueKind == JsonValueKind.Undefined;

    /// <summary>The object as it was written, if it can be kept.</summary>
    public ReadOnlyMemory<byte> Object(ReadOnlySpan<byte> name) => Find(name, JsonValueKind.Object, "an object", out var value)
        ? Refuse(value) is { } why ? Fail<byte[]>(name, why) : JsonMarshal.GetRawUtf8Value(value).ToArray()
        : ReadOnlyMemory<byte>.Empty;

    public void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            Problem ??= otherwise;
        }
    }

    /// <remarks>Without escapes, valid UTF-8 has no text that cannot be kept, and the parser bounds size and depth: nearly all objects need no walk.</remarks>
    private static string? Refuse(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var why = raw.Contains((byte)'\\') ? JsonChecks.Refuse(value, EventParser.MaxBytes) : JsonNumbers.AreBounded(raw) ? null : JsonNumbers.Refusal;
        return why is null ? null : $"cannot be kept: {why}";
    }

    private static bool HasControls(string text, bool lines)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t'))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Read(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? ParseAmount(JsonElement value, out decimal amount)
    {
        amount = 0;
        if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
        {
            return "must be a number";
        }

        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (value.ValueKind == JsonValueKind.String)
        {
            raw = raw[1..^1];
            if (raw.Contains((byte)'\\'))
            {
                return Money.Parse(Read(value), out amount);
            }
        }

        if (raw.Length > MaxNumber)
        {
            return "has too many digits";
        }

        Span<char> text = stackalloc char[MaxNumber];
        return Money.Parse(text[..Encoding.Latin1.GetChars(raw, text)], out amount);
    }

    private bool Find(ReadOnlySpan<byte> name, JsonValueKind kind, string what, out JsonElement value)
    {
        if (!root.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (value.ValueKind == kind)
        {
            return true;
        }

        Fail<bool>(name, $"must be {what}");
        return false;
    }

    private T? Missing<T>(ReadOnlySpan<byte> name) => Fail<T>(name, "is missing");

    private T? Fail<T>(ReadOnlySpan<byte> name, string problem)
    {
        Problem ??= $"{Encoding.UTF8.GetString(name)} {problem}";
        return default;
    }
}
