using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;

namespace Platform.Operations.Organizations;

/// <summary>The one rule of who sees what: his own organization, and everything below it.</summary>
internal static class Visibility
{
    /// <summary>Ids of an organization and of all below it, as part of a query. A ring of rows that were tampered with ends.</summary>
    public static IQueryable<Guid> From(PlatformDb db, Guid organization)
    {
        var tenant = db.Scope.TenantId;
        return db.Database.SqlQuery<Guid>($"""
            SELECT seen.id AS "Value" FROM (
                WITH RECURSIVE below (id) AS (
                    SELECT id FROM identity.organizations WHERE id = {organization} AND tenant_id = {tenant} AND deleted_at IS NULL
                    UNION
                    SELECT o.id FROM identity.organizations o JOIN below ON o.parent_id = below.id WHERE o.tenant_id = {tenant} AND o.deleted_at IS NULL
                )
                SELECT id FROM below) AS seen
            """);
    }
}
