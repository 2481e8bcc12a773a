using System.Globalization;

namespace Platform.Servers;

/// <summary>The processes that descend from this one or watch over it, as the kernel tells in <c>/proc</c>.</summary>
public sealed class ProcessTree
{
    private readonly List<(int Id, string Started)> _processes;

    private ProcessTree(List<(int Id, string Started)> processes) => _processes = processes;

    /// <summary>Those that run now: their children may outlive them, and would be found no more.</summary>
    public static ProcessTree Capture()
    {
        var all = Directory.Exists("/proc")
            ? Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<Entry>().ToList()
            : [];
        var children = all.ToLookup(process => process.Parent);
        var found = new List<(int Id, string Started)>();
        var next = new Queue<int>([Environment.ProcessId]);
        foreach (var daemon in all.Where(process => Watches(process.Id)))
        {
            found.Add((daemon.Id, daemon.Started));
            next.Enqueue(daemon.Id);
        }

        while (next.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                found.Add((child.Id, child.Started));
                next.Enqueue(child.Id);
            }
        }

        return new(found);
    }

    /// <summary>Those that were saved before, as far as they still run.</summary>
    public static ProcessTree Load(string file) => new(
        File.Exists(file)
            ? [.. File.ReadAllLines(file).Select(line => line.Split(' ')).Where(parts => parts.Length is 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out _))
                .Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))]
            : []);

    public bool IsRunning => Running().Any();

    public void Save(string file) => File.WriteAllLines(file, _processes.Select(process => $"{process.Id} {process.Started}"));

    /// <summary>Waits until all have ended, and kills after a time what has not.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (Running().Any() && !timeout.IsCancellationRequested)
        {
            await Task.Delay(50);
        }

        foreach (var (id, _) in Running())
        {
            Signals.Send(id, Signal.Kill);
        }
    }

    // The orchestrator leaves our tree, and says on its command line whose end it waits for.
    private static bool Watches(int id)
    {
        try
        {
            var arguments = File.ReadAllText($"/proc/{id}/cmdline").Split('\0');
            var option = Array.IndexOf(arguments, "--monitor");
            return option >= 0 && option + 1 < arguments.Length && arguments[option + 1] == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private IEnumerable<(int Id, string Started)> Running() =>
        // The id alone may be somebody else's by now; together with the start time it is not.
        _processes.Where(process => Read(process.Id) is { IsZombie: false } now && now.Started == process.Started);

    private static Entry? Read(int id)
    {
        try
        {
            // The name of the program stands in brackets and may hold spaces.
            var fields = File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19], fields[0] is "Z");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Entry(int Id, int Parent, string Started, bool IsZombie);
}
