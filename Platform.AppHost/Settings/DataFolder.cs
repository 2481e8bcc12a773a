using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The data of one run: nobody else uses it meanwhile.</summary>
internal sealed class DataFolder : IDisposable
{
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    private static readonly string[] Servers = ["postgres", "redis", "nats"];
    private readonly FileStream _lock;
    private readonly string _path;

    private string Processes => Path.Combine(_path, "processes");

    private DataFolder(string path, FileStream lockFile)
    {
        _path = path;
        _lock = lockFile;
    }

    /// <exception cref="StartException">Another run has it, or it cannot be written.</exception>
    public static DataFolder Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw Unwritable(path, failure);
        }

        try
        {
            return new DataFolder(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw Unwritable(path, failure);
        }
        catch (IOException failure) when (failure.HResult is ReadOnlyFileSystem or NoSpace)
        {
            throw Unwritable(path, failure);
        }
        catch (IOException)
        {
            throw new StartException($"The platform runs already on the data in {path}. Stop that one first, or start from another checkout.");
        }
    }

    /// <summary>Notes the processes of this run, so that the next one finds them if this one is killed.</summary>
    public void NoteProcesses() => ProcessTree.Capture().Save(Processes);

    public void ForgetProcesses() => File.Delete(Processes);

    /// <summary>Waits for what a killed run has left: the orchestrator notices, and ends it in good order.</summary>
    public async Task EndLeftoversAsync()
    {
        var left = ProcessTree.Load(Processes);
        if (left.IsRunning)
        {
            await Console.Out.WriteLineAsync("Waiting for what is left of a run that was killed…");
            await left.EndAsync(TimeSpan.FromSeconds(40));
        }

        ForgetProcesses();
    }

    /// <summary>Removes what the servers keep, and the secrets with it.</summary>
    public void Empty()
    {
        foreach (var server in Servers)
        {
            PostgresServer.Delete(Path.Combine(_path, server));
        }

        File.Delete(Secrets.FileIn(_path));
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Refuses to start where the servers would stop for want of space.</summary>
    /// <exception cref="StartException">There is too little.</exception>
    public void EnsureSpace(long wanted = 200_000_000)
    {
        var free = new DriveInfo(_path).AvailableFreeSpace;
        if (free < wanted)
        {
            throw new StartException(
                $"Only {free / 1_000_000} MB are free for the data in {_path}, and the servers want {wanted / 1_000_000} at least. Make room, or choose another folder: {Checkout.DataVariable}=/some/folder ./run");
        }
    }

    private static StartException Unwritable(string path, Exception failure) =>
        new($"The data folder {path} cannot be written: {failure.Message} Make it writable, or choose another: {Checkout.DataVariable}=/some/folder ./run");
}
