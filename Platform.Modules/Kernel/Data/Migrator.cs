using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Platform.Kernel.Data;

/// <summary>Rows that a module needs in every database; called after each migration, so it must not repeat itself.</summary>
public interface ISeed
{
    Task SeedAsync(PlatformDb db, CancellationToken cancellation);
}

/// <summary>Brings the database up to date as its owner: running role, schema, guards, seeds.</summary>
public sealed partial class Migrator(
    DbContextOptions<PlatformDb> options, IEnumerable<ISeed> seeds, IConfiguration configuration, ILogger<Migrator> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var db = new PlatformDb(options, new Actor { Scope = Scope.System });
        await db.Database.ExecuteSqlRawAsync(RoleSql(configuration["Database:AppPassword"]), cancellation);
        await db.Database.MigrateAsync(cancellation);
        await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
        {
            await db.Database.ExecuteSqlRawAsync(Guards.Sql(db.Model), cancellation);
            foreach (var seed in seeds)
            {
                await seed.SeedAsync(db, cancellation);
            }

            await transaction.CommitAsync(cancellation);
        }

        LogDone(logger);
    }

    private static string RoleSql(string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Any(c => c is '\'' or '\\' or '{' or '}' || char.IsControl(c)))
        {
            throw new InvalidOperationException("Database:AppPassword must be set, without quotes, backslashes and braces.");
        }

        return $"""
            DO $$ BEGIN
                CREATE ROLE {Guards.AppRole} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            EXCEPTION WHEN duplicate_object THEN NULL;
            END $$;
            ALTER ROLE {Guards.AppRole} PASSWORD '{password}';
            """;
    }

    [LoggerMessage(LogLevel.Information, "The database is up to date")]
    private static partial void LogDone(ILogger logger);
}
