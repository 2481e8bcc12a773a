using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Data;

namespace Platform.Kernel.Http;

/// <summary>Reads a query whose parameters are many or not known beforehand, and gathers what is wrong with it.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>What is wrong, or null.</summary>
    public Problem? Problem => errors.Count == 0 ? null : new Problem(ProblemKind.Invalid, "Invalid input", Fields: errors);

    public void Refuse(string name, string why) => errors[name] = [why];

    /// <summary>The last value; null when there is none, or an empty one.</summary>
    public string? Text(string name, int max = 200)
    {
        if (!query.TryGetValue(name, out var values) || values is not [.., { Length: > 0 } text])
        {
            return null;
        }

        if (text.Length <= max && !text.Contains('\0', StringComparison.Ordinal))
        {
            return text;
        }

        Refuse(name, text.Length > max ? $"must have at most {max} characters" : "must not have the character U+0000");
        return null;
    }

    public int Number(string name, int min, int max, int fallback)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(name, max == int.MaxValue ? $"must be a whole number from {min}" : $"must be a whole number from {min} to {max}");
        return fallback;
    }

    public bool Flag(string name) => Text(name)?.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON";

    /// <summary>A flag that may also be left open.</summary>
    public bool? OptionalFlag(string name) => Text(name)?.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => true,
        "FALSE" or "0" or "NO" or "OFF" => false,
        _ => null,
    };

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        Refuse(name, "must be a UUID");
        return null;
    }

    /// <summary>Comma-separated ids, all of which must be ids.</summary>
    public IReadOnlyList<Guid>? Ids(string name)
    {
        if (Words(name) is not { } words)
        {
            return null;
        }

        if (ParseIds(words) is { } ids)
        {
            return ids;
        }

        Refuse(name, "must be UUIDs");
        return null;
    }

    /// <returns>Null when one of the words is no id.</returns>
    public static IReadOnlyList<Guid>? ParseIds(IReadOnlyList<string> words)
    {
        var ids = words.Select(w => Guid.TryParseExact(w, "D", out var id) ? id : (Guid?)null).ToList();
        return ids.Contains(null) ? null : ids.ConvertAll(i => i!.Value);
    }

    /// <summary>Comma-separated words.</summary>
    public IReadOnlyList<string>? Words(string name, params string[] known)
    {
        if (Text(name, 8000) is null || ValueList.Text(query, name) is not { } text)
        {
            return null;
        }

        if (ValueList.Of(text) is not { } words)
        {
            Refuse(name, ValueList.TooMany);
            return null;
        }

        if (known.Length > 0 && words.Any(w => !known.Contains(w)))
        {
            Refuse(name, $"must be of {string.Join(", ", known)}");
            return null;
        }

        return words.Count == 0 ? null : words;
    }

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Times.ParseDate(text) is { } date)
        {
            return date;
        }

        Refuse(name, $"must be {Times.ExpectedDate}");
        return null;
    }

    /// <summary>A time, or a date for its beginning.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Times.ParseStart(Times.Query(text)) is { } time)
        {
            return time;
        }

        Refuse(name, $"must be {Times.Expected}");
        return null;
    }
}
