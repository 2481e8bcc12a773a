using System.Globalization;

namespace Platform.Servers;

/// <summary>The processes of an orchestrator that watches over this one, as the kernel tells in <c>/proc</c>: it leaves our own tree.</summary>
public sealed class ProcessTree
{
    private readonly List<(int Id, string Started, string Name)> _processes;

    private ProcessTree(List<(int Id, string Started, string Name)> processes) => _processes = processes;

    /// <summary>Those that run now: their children may outlive them, and would be found no more.</summary>
    public static ProcessTree Capture()
    {
        var all = Directory.Exists("/proc")
            ? Directory.GetDirectories("/proc").Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<Entry>().ToList()
            : [];
        var children = all.ToLookup(process => process.Parent);
        var found = new List<(int Id, string Started, string Name)>();
        var next = new Queue<int>();
        foreach (var daemon in all.Where(process => Watches(process.Id)))
        {
            found.Add((daemon.Id, daemon.Started, daemon.Name));
            next.Enqueue(daemon.Id);
        }

        while (next.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                found.Add((child.Id, child.Started, child.Name));
                next.Enqueue(child.Id);
            }
        }

        return new(found);
    }

    /// <summary>Those that were saved before, as far as they still run.</summary>
    public static ProcessTree Load(string file) => new(
        File.Exists(file)
            ? [.. File.ReadAllLines(file).Select(line => line.Split(' ')).Where(parts => parts.Length is 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out _))
                .Select(parts => (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]))]
            : []);

    public bool IsRunning => Running().Any();

    public void Save(string file) => File.WriteAllLines(file, _processes.Select(process => $"{process.Id} {process.Started} {process.Name}"));

    /// <summary>Waits until all have ended, and kills after a time what has not.</summary>
    /// <param name="idle">The name of those that do nothing any more once the others have ended: they are not waited for.</param>
    public async Task EndAsync(TimeSpan patience, string? idle = null)
    {
        using var timeout = new CancellationTokenSource(patience);
        while (Running().Any(process => process.Name != idle) && !timeout.IsCancellationRequested)
        {
            await Task.Delay(50);
        }

        foreach (var process in Running())
        {
            Signals.Send(process.Id, Signal.Kill);
        }

        while (Running().Any())
        {
            await Task.Delay(10);
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

    private IEnumerable<(int Id, string Started, string Name)> Running() =>
        // The id alone may be somebody else's by now; together with the start time it is not.
        _processes.Where(process => Read(process.Id) is { IsZombie: false } now && now.Started == process.Started);

    private static Entry? Read(int id)
    {
        try
        {
            // The name of the program stands in brackets and may hold spaces.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')].Replace(' ', '-');
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return new(id, int.Parse(fields[1], CultureInfo.InvariantCulture), fields[19], name, fields[0] is "Z");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record Entry(int Id, int Parent, string Started, string Name, bool IsZombie);
}
