using System.Text.RegularExpressions;

namespace Platform.AppHost.Running;

/// <summary>What a resource printed, as a terminal shows it.</summary>
internal static partial class ResourceLog
{
    private const int ShownLines = 15;

    /// <summary>A line without the time that the orchestrator puts before it, and without colours.</summary>
    public static string Plain(string line) => Decoration().Replace(line, "");

    /// <summary>What it said last that may tell why it ended: no stack frames, nothing of the orchestrator.</summary>
    public static async Task<List<string>> LastLinesAsync(ResourceLoggerService logs, string resource, CancellationToken cancellationToken)
    {
        // What a process says last arrives a moment after its end.
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        var lines = new List<string>();
        await foreach (var batch in logs.GetAllAsync(resource).WithCancellation(cancellationToken))
        {
            lines.AddRange(batch.Select(line => Plain(line.Content)).Where(line => !Noise().IsMatch(line)));
        }

        return lines.TakeLast(ShownLines).ToList();
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+Z |\e\[[0-9;]*m")]
    private static partial Regex Decoration();

    [GeneratedRegex(@"^\s+at |^\[sys\]|^\s*$|^\s*--- End of ")]
    private static partial Regex Noise();
}
