using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Data;

/// <summary>Migration can be run again, by one or by many, and leaves roles, guards and seeds as they should be.</summary>
public sealed partial class MigratorTests(TestServers servers)
{
    [Fact]
    public async Task Migrating_again_changes_nothing_and_repairs_what_was_loosened()
    {
        var database = await servers.DatabaseAsync();
        var before = await database.DumpAsync();
        await database.ExecuteAsync("""
            ALTER TABLE trading.sub_accounts DISABLE ROW LEVEL SECURITY;
            DROP POLICY reads ON trading.tradings;
            GRANT UPDATE, DELETE ON trading.transactions TO platform_app;
            DELETE FROM trading.exchange_bindings WHERE name = 'Kraken'
            """);
        await TestDatabase.MigrateAsync(database.Owner);
        await TestDatabase.MigrateAsync(database.Owner);
        Assert.Equal(Times().Replace(before, ""), Times().Replace(await database.DumpAsync(), ""));
        Assert.True(await database.ScalarAsync<bool>("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = 'trading.sub_accounts'::regclass"));
        Assert.Equal(4, await database.ScalarAsync<long>("SELECT count(*) FROM pg_policy WHERE polrelid = 'trading.tradings'::regclass"));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.ScalarAsync<object>(database.App, "DELETE FROM trading.transactions"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task Two_migrations_of_an_empty_database_at_once_both_end_well_and_who_waits_for_them_goes_on()
    {
        var postgres = (await servers.ServersAsync()).Postgres;
        await postgres.EnsureDatabaseAsync("test_migrated_twice", TestContext.Current.CancellationToken);
        var owner = postgres.ConnectionStringTo("test_migrated_twice");
        var settings = Arguments.Of("Platform.Workers", ("ConnectionStrings:platformdb", postgres.ConnectionStringTo("test_migrated_twice", Guards.AppRole, TestDatabase.AppPassword)),
            ("Security:MasterKey", ApiHost.MasterKey), ("Logging:LogLevel:Default", "None"));
        var waiting = Platform.Workers.Program.Main(["migrated", .. settings]);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await Task.WhenAll(TestDatabase.MigrateAsync(owner), TestDatabase.MigrateAsync(owner));
        Assert.Equal(0, await waiting);
        Assert.Equal(5, await TestDatabase.ScalarAsync<long>(owner, "SELECT count(*) FROM trading.exchange_bindings"));
    }

    [Fact]
    public async Task The_model_and_the_migrations_are_the_same()
    {
        var database = await servers.DatabaseAsync();
        await using var db = new DesignTimeDb().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.True(await database.ScalarAsync<long>("SELECT count(*) FROM \"__EFMigrationsHistory\"") >= 1);
    }

    [GeneratedRegex("<(created_at|updated_at)>[^<]*</\\1>")]
    private static partial Regex Times();
}
