using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Platform.Kernel.Text;

namespace Platform.Kernel.Data;

/// <summary>Rows that a module needs in every database; called after each migration, so it must not repeat itself.</summary>
public interface ISeed
{
    Task SeedAsync(PlatformDb db, CancellationToken cancellation);
}

/// <summary>Brings the database up to date as its owner: running role, schema, guards, seeds.</summary>
public sealed partial class Migrator(
    DbContextOptions<PlatformDb> options, IDbContextFactory<CrossTenantDb> everybodys, IEnumerable<ISeed> seeds, IConfiguration configuration, TimeProvider clock, ILogger<Migrator> logger)
{
    private const long LockId = 7_365_001;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Returns once the database is as this version of the code wants it, whoever brings it there; asks as the running role.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var db = new PlatformDb(options).For(new Actor { Scope = Scope.System });
                await db.Database.OpenConnectionAsync(cancellation);

                // A migration that is under way holds it until its last step.
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({LockId})", cancellation);
                if (!(await db.Database.GetPendingMigrationsAsync(cancellation)).Any())
                {
                    return;
                }

                LogWaiting(logger, "it is older");
            }
            catch (Npgsql.NpgsqlException e)
            {
                LogWaiting(logger, e.Message);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var db = new PlatformDb(options).For(new Actor { Scope = Scope.System });
        db.Database.SetCommandTimeout(Patience);

        // Held by this one connection until it closes: of two migrations at once the second waits, and finds nothing to do.
        await db.Database.OpenConnectionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({LockId})", cancellation);
        await SetUpRoleAsync(db, cancellation);
        await db.Database.MigrateAsync(cancellation);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            await db.Database.ExecuteSqlRawAsync(Guards.Sql(db.Model), cancellation);
            await db.Database.ExecuteSqlRawAsync(Search.Index.Function, cancellation);
            await db.Database.ExecuteSqlRawAsync(FoldedText.Function, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        // Apart from the guards, whose locks keep everybody else off the tables.
        await using var seeded = everybodys.CreateDbContext().For(new Actor { Scope = Scope.System });
        await using (var transaction = await seeded.Database.BeginTransactionAsync(cancellation))
        {
            foreach (var seed in seeds)
            {
                await seed.SeedAsync(seeded, cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }

        // Last of all: whoever can read it finds everything else done.
        await db.Database.ExecuteSqlRawAsync($"GRANT SELECT ON \"__EFMigrationsHistory\" TO {Guards.AppRole}", cancellation);
        LogDone(logger);
    }

    /// <summary>The password travels as a parameter, so that no failure and no log of statements shows it.</summary>
    private async Task SetUpRoleAsync(PlatformDb db, CancellationToken cancellation)
    {
        var password = configuration["Database:AppPassword"] is { Length: > 0 } text
            ? text
            : throw new InvalidOperationException("Database:AppPassword must be set.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"SELECT set_config('platform.password', {password}, true)", cancellation);
        await db.Database.ExecuteSqlRawAsync($"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Guards.AppRole}') THEN
                    CREATE ROLE {Guards.AppRole} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                END IF;
                EXECUTE format('ALTER ROLE {Guards.AppRole} PASSWORD %L', current_setting('platform.password'));
            END $$;
            """, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Waiting for the database: {Why}")]
    private static partial void LogWaiting(ILogger logger, string why);

    [LoggerMessage(LogLevel.Information, "The database is up to date")]
    private static partial void LogDone(ILogger logger);
}
