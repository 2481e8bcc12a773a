using System.Globalization;
using Platform.AppHost.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The data of one running host: nobody else uses it meanwhile, and it knows what a killed host left running.</summary>
public sealed class DataFolder : IDisposable
{
    private static readonly string[] Servers = ["postgres", "redis", "nats"];
    private readonly FileStream _lock;
    private readonly string _processes;

    private DataFolder(string path, FileStream lockFile)
    {
        Path = path;
        _lock = lockFile;
        _processes = In("processes");
    }

    public string Path { get; }

    /// <exception cref="StartException">Another host has it.</exception>
    public static DataFolder Lock(string path)
    {
        Directory.CreateDirectory(path);
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new DataFolder(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new StartException($"The platform runs already on the data in {path}. Stop that one first, or start from another checkout.");
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Notes a process, so that the next host finds it if this one is killed.</summary>
    public void Note(ChildProcess process) =>
        File.AppendAllText(_processes, $"{process.Id} {StartTimeOf(process.Id)}{Environment.NewLine}");

    /// <summary>Ends what a killed host left running.</summary>
    public async Task CleanUpAsync()
    {
        foreach (var line in File.Exists(_processes) ? await File.ReadAllLinesAsync(_processes) : [])
        {
            // The id alone may be somebody else's by now; together with the start time it is not.
            if (line.Split(' ') is [var id, var started] && int.TryParse(id, CultureInfo.InvariantCulture, out var processId) && started.Length > 0)
            {
                for (; StartTimeOf(processId) == started; await Task.Delay(50))
                {
                    Signals.Send(processId, Signal.Kill);
                }
            }
        }

        Forget();
    }

    /// <summary>Forgets the noted processes: they are stopped.</summary>
    public void Forget() => File.Delete(_processes);

    /// <summary>Removes what the servers keep, and the secrets with it.</summary>
    public void Empty()
    {
        foreach (var server in Servers)
        {
            PostgresServer.Delete(In(server));
        }

        File.Delete(In("secrets.json"));
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>When a process started, in the kernel's ticks; empty for one that does not run.</summary>
    private static string StartTimeOf(int processId)
    {
        try
        {
            // The name of the program stands in brackets and may hold spaces.
            var fields = File.ReadAllText($"/proc/{processId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[0] is "Z" ? "" : fields[19];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
