using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Directory.Contracts;

/// <summary>Tells what is above an organization, and below it.</summary>
public sealed class OrganizationLines(PlatformDb db)
{
    /// <summary>The organization and those above it, nearest first; empty when the tenant has no such organization.</summary>
    public Task<List<Guid>> UpAsync(Guid organization, CancellationToken cancellation) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE line (id, parent_id, distance) AS (
            SELECT id, parent_id, 0 FROM identity.organizations WHERE id = {organization} AND tenant_id = {db.Scope.TenantId} AND deleted_at IS NULL
            UNION ALL
            SELECT o.id, o.parent_id, line.distance + 1 FROM identity.organizations o JOIN line ON o.id = line.parent_id
            WHERE o.tenant_id = {db.Scope.TenantId} AND o.deleted_at IS NULL
        ) CYCLE id SET is_ring USING path
        SELECT id AS "Value" FROM line WHERE NOT is_ring ORDER BY distance
        """).ToListAsync(cancellation);

    /// <summary>The organization and those below it; empty when the tenant has no such organization.</summary>
    public Task<List<Guid>> DownAsync(Guid organization, CancellationToken cancellation) => db.Database.SqlQuery<Guid>($"""
        WITH RECURSIVE branch (id) AS (
            SELECT id FROM identity.organizations WHERE id = {organization} AND tenant_id = {db.Scope.TenantId} AND deleted_at IS NULL
            UNION
            SELECT o.id FROM identity.organizations o JOIN branch ON o.parent_id = branch.id WHERE o.tenant_id = {db.Scope.TenantId} AND o.deleted_at IS NULL
        )
        SELECT id AS "Value" FROM branch
        """).ToListAsync(cancellation);
}
