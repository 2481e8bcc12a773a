namespace Platform.Servers;

/// <summary>Files that only their owner reads.</summary>
public static class SecretFile
{
    /// <summary>Writes the file whole or not at all.</summary>
    public static void Write(string path, string content)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        using (var writer = new StreamWriter(unfinished, Options))
        {
            writer.Write(content);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken = default)
    {
        await using var writer = new StreamWriter(path, Options);
        await writer.WriteAsync(content.AsMemory(), cancellationToken);
    }

    private static FileStreamOptions Options => new()
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
}
