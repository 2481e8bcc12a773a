using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Customers.Pipelines;

/// <summary>Labels of stages are choices, too: lists of deals are filtered by them.</summary>
internal static class StageChoices
{
    public const string Kind = "pipeline_stage";

    /// <summary>Adds a label that the organization does not have yet. It is no part of the action: others may use it once it is there.</summary>
    public static Task KeepAsync(
        PlatformDb db, Guid organization, string label, string? color, string? icon, DateTimeOffset now, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO customers.choices (id, tenant_id, organization_id, kind, value, label, color, icon, created_at, updated_at)
            VALUES ({RowId.New()}, {db.Scope.TenantId}, {organization}, {Kind}, {label}, {label}, {color}, {icon}, {now}, {now})
            ON CONFLICT (tenant_id, organization_id, kind, normalized_value) DO NOTHING
            """, cancellation);
}
