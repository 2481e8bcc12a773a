namespace Aspire.Npgsql;

/// <summary>Settings of a PostgreSQL data source, from <c>Aspire:Npgsql</c>.</summary>
public sealed class NpgsqlSettings
{
    public string? ConnectionString { get; set; }

    public bool DisableHealthChecks { get; set; }

    public bool DisableTracing { get; set; }

    public bool DisableMetrics { get; set; }
}
