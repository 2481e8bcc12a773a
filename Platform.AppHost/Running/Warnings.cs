using System.Text.RegularExpressions;

namespace Platform.AppHost.Running;

/// <summary>Shows what our processes warn of, one line each; everything else that they log is on the dashboard.</summary>
internal sealed partial class Warnings(ResourceLoggerService logs)
{
    private const int Longest = 300;

    public async Task WatchAsync(IResource resource, CancellationToken cancellationToken)
    {
        string? warning = null;
        await foreach (var batch in logs.WatchAsync(resource).WithCancellation(cancellationToken))
        {
            foreach (var line in batch.Select(one => ResourceLog.Plain(one.Content)))
            {
                // The first line says how bad and who, the next what.
                if (warning is not null)
                {
                    Show($"{resource.Name}: {warning} {line.Trim()}");
                    warning = null;
                }
                else if (Warning().Match(line) is { Success: true } found)
                {
                    warning = $"{found.Groups["level"].Value}: {found.Groups["category"].Value}:";
                }
            }
        }
    }

    private static void Show(string line) => Console.Out.WriteLine(line.Length > Longest ? line[..Longest] + "…" : line);

    [GeneratedRegex(@"^(?<level>warn|fail|crit): (?<category>[^\[]*)\[\d+\]")]
    private static partial Regex Warning();
}
