namespace Aspire.Npgsql.EntityFrameworkCore.PostgreSQL;

/// <summary>Settings of a database context, from <c>Aspire:Npgsql:EntityFrameworkCore:PostgreSQL</c>.</summary>
public sealed class NpgsqlEntityFrameworkCorePostgreSQLSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableRetry { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    public bool DisableMetrics { get; set; }

    /// <summary>Seconds that a command may take.</summary>
    public int? CommandTimeout { get; set; }
}
