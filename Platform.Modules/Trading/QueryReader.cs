using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading;

/// <summary>Reads a query string; what it cannot mean is refused, never guessed. The first refusal stays.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    public Problem? Refusal { get; private set; }

    public Guid? Id(string name) =>
        Text(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : Refuse<Guid?>(name, "must be a UUID");

    /// <summary>A time, or a date for its beginning.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text
        ? null
        : Times.ParseStart(Times.Query(text)) is { } time ? time : Refuse<DateTimeOffset?>(name, $"must be {Times.Expected}, or a date");

    public int Number(string name, int usual, int min, int max) => Text(name) is not { } text
        ? usual
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Refuse<int>(name, $"must be a whole number from {min} to {max}");

    public string? Choice(string name, params string[] choices) =>
        Text(name) is not { } text ? null : choices.Contains(text) ? text : Refuse<string>(name, $"must be one of {string.Join(", ", choices)}");

    public string? Text(string name, int max) =>
        Text(name) is not { } text ? null : text.Length <= max ? text : Refuse<string>(name, $"must have at most {max} characters");

    public void Check(bool holds, string code, string message)
    {
        if (!holds)
        {
            Refusal ??= new Problem(ProblemKind.Invalid, message, code);
        }
    }

    private string? Text(string name)
    {
        var values = query[name];
        return values.Count switch
        {
            0 => null,
            1 when values[0]!.Contains('\0', StringComparison.Ordinal) => Refuse<string>(name, "must not contain NUL"),
            1 => values[0] is { Length: > 0 } text ? text : null,
            _ => Refuse<string>(name, "must be given once"),
        };
    }

    private T? Refuse<T>(string name, string message)
    {
        Refusal ??= TradingProblems.InvalidValue(name, message);
        return default;
    }
}
