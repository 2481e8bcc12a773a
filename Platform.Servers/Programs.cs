using System.Diagnostics;
using System.Globalization;

namespace Platform.Servers;

/// <summary>Where the server programs are installed.</summary>
public static class Programs
{
    private const int OldestPostgres = 15;

    public static string Redis() => InPath("redis-server") ?? throw Missing("redis-server", "redis-server");

    public static string Nats() => InPath("nats-server") ?? throw Missing("nats-server", "nats-server");

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c> of one version, the newest that is installed, or of the version that made the data.</summary>
    /// <exception cref="StartException">It is not installed.</exception>
    public static string PostgresFolder(string? data = null)
    {
        var installed = PostgresFolders().Where(folder => File.Exists(Path.Combine(folder, "postgres"))).ToList();
        if (installed.Count is 0)
        {
            throw Missing($"postgres ({OldestPostgres} or newer)", "postgresql");
        }

        if (data is null || VersionOfData(data) is not { } version)
        {
            return installed[0];
        }

        return installed.FirstOrDefault(folder => VersionOf(Path.Combine(folder, "postgres")).Major.ToString(CultureInfo.InvariantCulture) == version)
            ?? throw new StartException(
                $"The data in {data} is of PostgreSQL {version}, which is not installed. Install it (on Debian: apt-get install postgresql-{version}), or start with empty data: ./run --reset");
    }

    /// <summary>The version that a program prints about itself, for example <c>2.9.10</c>.</summary>
    public static Version VersionOf(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true })!;
        var words = process.StandardOutput.ReadToEnd().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return words.Select(word => Version.TryParse(word.TrimStart('v').Split('-')[0], out var version) ? version : null).FirstOrDefault(version => version is not null)
            ?? throw new InvalidOperationException($"{program} did not say its version.");
    }

    private static string? VersionOfData(string data)
    {
        try
        {
            return File.ReadAllText(Path.Combine(data, "PG_VERSION")).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> PostgresFolders()
    {
        const string debian = "/usr/lib/postgresql";
        var installed = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        foreach (var version in installed.Select(folder => Path.GetFileName(folder)).Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : 0).OrderDescending())
        {
            if (version >= OldestPostgres)
            {
                yield return Path.Combine(debian, version.ToString(CultureInfo.InvariantCulture), "bin");
            }
        }

        if (InPath("postgres") is { } found && VersionOf(found).Major >= OldestPostgres)
        {
            yield return Path.GetDirectoryName(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found)!;
        }
    }

    private static string? InPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/usr/local/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(IsProgram);

    // A link whose target is gone counts as a file, and cannot be started.
    private static bool IsProgram(string path) =>
        File.Exists(path) && File.Exists(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    private static StartException Missing(string program, string package) =>
        new($"{program} is not installed. On Debian: apt-get install {package}");
}
