namespace Platform.Tests.Support;

/// <summary>Counts the statements of the model that a host runs.</summary>
internal static class Statements
{
    /// <summary>A host with these writes its statements to a log.</summary>
    public static ApiOptions LoggedTo(CapturedLog log) => new()
    {
        Log = log, Settings = new Dictionary<string, string?> { ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Information" },
    };

    /// <summary>What a reading costs the second time: the first fills caches.</summary>
    public static async Task<(int Statements, Answer Answer)> CountAsync(this CapturedLog log, ApiClient client, string path)
    {
        (await client.GetAsync(path)).Is(200);
        var before = log.Count();
        var answer = (await client.GetAsync(path)).Is(200);
        return (log.Count() - before, answer);
    }

    private static int Count(this CapturedLog log) => log.Lines.Count(line => line.Contains("Executed DbCommand", StringComparison.Ordinal));
}
