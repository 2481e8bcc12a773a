namespace Platform.Sandbox.Faults;

/// <summary>How the next calls of one endpoint go wrong.</summary>
/// <param name="Provider">google or wechat.</param>
/// <param name="Endpoint">The endpoint's name, as the list of endpoints gives it.</param>
/// <param name="Status">The status to answer with, 200 to 599; without it, and without Abort, the call is only delayed.</param>
/// <param name="Body">The body of that answer, at most 4096 characters, sent as JSON whatever it is.</param>
/// <param name="DelayMs">Milliseconds to wait first, at most 30000.</param>
/// <param name="Abort">Cut the connection instead of answering.</param>
/// <param name="Count">How many calls it hits, 1 to 100.</param>
internal sealed record Fault(
    string? Provider,
    string? Endpoint,
    int? Status = null,
    string? Body = null,
    int DelayMs = 0,
    bool Abort = false,
    int Count = 1)
{
    /// <summary>What is wrong with the order, by field; empty when it can be carried out.</summary>
    public Dictionary<string, string[]> Check(IEnumerable<FaultPoint> points)
    {
        var errors = new Dictionary<string, string[]>();
        if (!points.Any(point => point.Provider == Provider && point.Endpoint == Endpoint))
        {
            errors["endpoint"] = ["No such provider and endpoint: " + string.Join(", ", points.Select(point => point.ToString()))];
        }
        if (Status is < 200 or > 599)
        {
            errors["status"] = ["200 to 599"];
        }
        if (Body is not null && (Status is null || Body.Length > 4096))
        {
            errors["body"] = ["At most 4096 characters, and only with a status"];
        }
        if (DelayMs is < 0 or > 30_000)
        {
            errors["delayMs"] = ["0 to 30000"];
        }
        if (Count is < 1 or > 100)
        {
            errors["count"] = ["1 to 100"];
        }
        if (Status is null && !Abort && DelayMs == 0)
        {
            errors["status"] = ["Give a status, a delay or abort"];
        }
        if (Status is not null && Abort)
        {
            errors["abort"] = ["Either a status or abort"];
        }
        return errors;
    }
}

/// <summary>An endpoint that can be made to fail.</summary>
internal sealed record FaultPoint(string Provider, string Endpoint)
{
    public override string ToString() => $"{Provider}/{Endpoint}";
}
