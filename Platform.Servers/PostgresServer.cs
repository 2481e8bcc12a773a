using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Platform.Servers;

/// <summary>PostgreSQL, listening on 127.0.0.1 only; its superuser is <c>postgres</c>.</summary>
public sealed class PostgresServer(ServerOptions options) : LocalServer("postgres", options)
{
    /// <summary>The owner of everything.</summary>
    public const string Superuser = "postgres";

    private const string DataName = "data";
    private const string Fallback = "/var/lib/platform";

    // PostgreSQL refuses to be root, and Debian's package brings the user to be instead.
    private static readonly string? RunAs = Environment.IsPrivilegedProcess ? "postgres" : null;

    /// <summary>The superuser's connection to the database <c>postgres</c>.</summary>
    public override string ConnectionString => ConnectionStringTo("postgres");

    private string Data => Path.Combine(Folder, DataName);

    /// <summary>The connection to a database, of the superuser or of another role.</summary>
    public string ConnectionStringTo(string database, string user = Superuser, string? password = null) =>
        $"Host=127.0.0.1;Port={Port};Username={user};Password={password ?? Options.Password};Database={database}";

    /// <summary>The program that a command of <see cref="PrepareAsync"/> starts with.</summary>
    /// <exception cref="StartException">PostgreSQL is not installed in the version of the data.</exception>
    public static string Launcher(string folder) =>
        new Command("postgres", Path.Combine(Programs.PostgresFolder(Path.Combine(folder, DataName)), "postgres")) { User = RunAs }.Line()[0];

    public async Task EnsureDatabaseAsync(string database, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        exists.Parameters.Add(new NpgsqlParameter { Value = database });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = source.CreateCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public override async Task<Command> PrepareAsync(CancellationToken cancellationToken = default)
    {
        await PrepareFolderAsync(cancellationToken);
        var programs = Programs.PostgresFolder(Data);
        if (!Directory.Exists(Data))
        {
            await InitializeAsync(programs, cancellationToken);
        }

        var settings = new List<string>
        {
            "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "shared_buffers=256MB", "max_wal_size=2GB",
            // Refused statements are the business of whoever sent them, and may hold personal data.
            "log_min_messages=log", "log_min_error_statement=panic", "log_checkpoints=off",
        };
        if (!Options.Durable)
        {
            settings.AddRange(["fsync=off", "full_page_writes=off"]);
        }

        return new Command(Name, Path.Combine(programs, "postgres"), ["-D", Data, "-p", $"{Port}", .. settings.SelectMany(setting => new[] { "-c", setting })])
        {
            User = RunAs,
            StopSignal = Signal.Interrupt,
        };
    }

    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=2");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.InvalidPassword)
        {
            throw new StartException($"The data in {Data} was made with another password. Start with empty data: ./run --reset");
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // After a crash the old processes need a moment to notice that their parent is gone.
    protected override bool MayRetry(ProcessFailedException failure) =>
        failure.LastLines.Any(line => line.Contains("shared memory block", StringComparison.Ordinal));

    private async Task InitializeAsync(string programs, CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(Folder, "password");
        var unfinished = Path.Combine(Folder, "unfinished");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await SecretFile.WriteAsync(passwordFile, Options.Password, cancellationToken);
        await TakeOverAsync(passwordFile, cancellationToken);
        try
        {
            List<string> arguments = ["-D", unfinished, "-U", Superuser, $"--pwfile={passwordFile}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"];
            if (!Options.Durable)
            {
                arguments.Add("--no-sync");
            }

            await ChildProcess.RunAsync(new Command("initdb", Path.Combine(programs, "initdb"), arguments) { User = RunAs }, cancellationToken: cancellationToken);
            Directory.Move(unfinished, Data);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Sees to it that the user that PostgreSQL runs as can reach the folder; a home folder is often closed to others.</summary>
    private async Task PrepareFolderAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        if (RunAs is null || await TryTakeOverAsync(cancellationToken))
        {
            return;
        }

        Folder = FallbackOf(Options.Folder);
        Options.Log?.Invoke($"The user {RunAs} cannot reach {Options.Folder}: the data is in {Folder}.");
        Directory.CreateDirectory(Folder);
        if (!await TryTakeOverAsync(cancellationToken))
        {
            throw new StartException($"The user {RunAs} can write neither {Options.Folder} nor {Folder}.");
        }
    }

    /// <summary>Removes the data of a server that ran in this folder.</summary>
    public static void Delete(string folder)
    {
        foreach (var place in new[] { folder, FallbackOf(folder) }.Where(Directory.Exists))
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private static string FallbackOf(string folder) =>
        Path.Combine(Fallback, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..16]);

    private async Task<bool> TryTakeOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TakeOverAsync(Folder, cancellationToken);
            await ChildProcess.RunAsync(new Command("test", "test", "-w", Folder) { User = RunAs }, cancellationToken: cancellationToken);
            return true;
        }
        catch (ProcessFailedException)
        {
            return false;
        }
    }

    private static Task TakeOverAsync(string path, CancellationToken cancellationToken) =>
        RunAs is null
            ? Task.CompletedTask
            : ChildProcess.RunAsync(new Command("chown", "chown", $"{RunAs}:", path), cancellationToken: cancellationToken);
}
