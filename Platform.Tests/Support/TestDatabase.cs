using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Tests.Support;

/// <summary>A database of one test class.</summary>
/// <param name="Owner">Connects as the superuser, whom no guard holds back.</param>
/// <param name="App">Connects as the running role.</param>
public sealed record TestDatabase(string Owner, string App)
{
    public const string AppPassword = "test-app-password";

    /// <summary>Migrates as the owner, with the services that the migration process has.</summary>
    public static async Task MigrateAsync(string owner, string? environment = null, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            // A pooled connection would stay open, and a database that is in use cannot be a template.
            ["ConnectionStrings:platformdb"] = owner + ";Pooling=false",
            ["Database:AppPassword"] = AppPassword,
            ["Security:MasterKey"] = ApiHost.MasterKey,
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value)));
        builder.Environment.EnvironmentName = environment ?? Environments.Development;
        builder.Services.AddLogging();
        builder.AddPlatform();
        using var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
    }

    /// <summary>The first column of the first row, read by the superuser; null when there is none.</summary>
    public Task<T?> ScalarAsync<T>(string sql, params object?[] parameters) => ScalarAsync<T>(Owner, sql, parameters);

    public static async Task<T?> ScalarAsync<T>(string connectionString, string sql, params object?[] parameters)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is T value ? value : default;
    }

    /// <summary>All rows, each as its columns, read by the superuser.</summary>
    public async Task<IReadOnlyList<object?[]>> RowsAsync(string sql, params object?[] parameters)
    {
        await using var connection = await OpenAsync(Owner);
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add([.. row.Select(value => value is DBNull ? null : value)]);
        }

        return rows;
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task<int> ExecuteAsync(string sql, params object?[] parameters)
    {
        await using var connection = await OpenAsync(Owner);
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Everything that the database holds, as text, and bytes in hexadecimal; times as they are, because XML knows none without end.</summary>
    /// <param name="except">Names of tables to leave out.</param>
    public async Task<string> DumpAsync(params string[] except) => (await ScalarAsync<string>(Owner + ";Options=-c xmlbinary=hex", """
        SELECT string_agg(query_to_xml(format('SELECT %s FROM %I.%I t ORDER BY t::text', columns, schemaname, tablename), true, true, '')::text, '' ORDER BY schemaname, tablename)
        FROM pg_tables, LATERAL (
            SELECT string_agg(format(CASE WHEN atttypid = 'timestamptz'::regtype THEN '%1$I::text' ELSE '%1$I' END, attname), ', ' ORDER BY attnum) AS columns
            FROM pg_attribute WHERE attrelid = format('%I.%I', schemaname, tablename)::regclass AND attnum > 0 AND NOT attisdropped) AS a
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> ALL ($1)
        """, [except]))!;

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        return command;
    }
}
