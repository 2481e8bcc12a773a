using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Operations.Statistics;

/// <summary>How much there is in the hierarchy of a tenant, as it was counted last.</summary>
[NotRecorded("counted by a job")]
public sealed class HierarchyStatistics : ITenantOwned
{
    public Guid TenantId { get; init; }
    public int Distributors { get; init; }
    public int Resellers { get; init; }
    public int Customers { get; init; }
    public int Users { get; init; }
    public DateTimeOffset CountedAt { get; init; }

    /// <summary>Counts anew, for one tenant or for all that have a hierarchy.</summary>
    internal static NpgsqlBatchCommand Count(Guid? tenant, DateTimeOffset now) => new("""
        INSERT INTO operations.statistics (tenant_id, distributors, resellers, customers, users, counted_at)
        SELECT p.tenant_id, count(*) FILTER (WHERE p.level = 'distributor'), count(*) FILTER (WHERE p.level = 'reseller'), count(*) FILTER (WHERE p.level = 'customer'),
            (SELECT count(*) FROM operations.accounts a JOIN identity.users u ON u.id = a.id JOIN identity.organizations m ON m.id = u.organization_id AND m.deleted_at IS NULL
             WHERE a.tenant_id = p.tenant_id), $2
        FROM operations.organizations p JOIN identity.organizations o ON o.id = p.id AND o.deleted_at IS NULL
        WHERE $1 IS NULL OR p.tenant_id = $1
        GROUP BY p.tenant_id
        ON CONFLICT (tenant_id) DO UPDATE SET distributors = excluded.distributors, resellers = excluded.resellers, customers = excluded.customers,
            users = excluded.users, counted_at = excluded.counted_at
        """)
    {
        Parameters = { new() { Value = (object?)tenant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = now.UtcDateTime } },
    };
}

internal sealed class HierarchyStatisticsTable : IEntityTypeConfiguration<HierarchyStatistics>
{
    public void Configure(EntityTypeBuilder<HierarchyStatistics> builder)
    {
        builder.ToTable("statistics", "operations");
        builder.HasKey(s => s.TenantId);
    }
}
