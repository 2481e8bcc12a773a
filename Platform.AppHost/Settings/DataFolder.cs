using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The data of one run: nobody else uses it meanwhile.</summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly string[] Servers = ["postgres", "redis", "nats"];
    private readonly FileStream _lock;
    private readonly string _path;

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

    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    private static StartException Unwritable(string path, Exception failure) =>
        new($"The data folder {path} cannot be written: {failure.Message} Make it writable, or choose another: {Checkout.DataVariable}=/some/folder ./run");
}
