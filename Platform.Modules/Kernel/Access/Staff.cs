using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Access;

/// <summary>What is known of a user or of an API key on the business surface, before any selection.</summary>
/// <param name="Grants">As the access lists say; organizations without those below them.</param>
internal sealed record Staff(
    Guid? UserId, Guid? ApiKeyId, Guid TenantId, Guid? OrganizationId, string Email, IReadOnlyList<Guid> RoleIds, IReadOnlyList<string> Roles, Grants Grants);

/// <summary>An organization as far as scopes need it.</summary>
internal sealed record OrganizationNode(Guid Id, bool IsActive, IReadOnlyList<Guid> DescendantIds);

/// <summary>Finds what users and keys may do; kept in memory until somebody changes it.</summary>
internal sealed class StaffDirectory(NpgsqlDataSource database, VersionedCache cache) : IActionListener
{
    public const string Segment = "access";

    private static readonly HashSet<Type> Relevant = [typeof(Role), typeof(UserRole), typeof(AccessList), typeof(User), typeof(Organization), typeof(ApiKey), typeof(Tenant)];

    /// <returns>Null when the user is unknown or disabled, or his tenant is.</returns>
    public Task<Staff?> OfUserAsync(Guid tenantId, Guid userId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, tenantId.ToString(), $"user:{userId}", () => ReadUserAsync(userId, cancellation));

    public Task<IReadOnlyDictionary<Guid, OrganizationNode>> OrganizationsAsync(Guid tenantId, CancellationToken cancellation) =>
        cache.GetAsync(Segment, tenantId.ToString(), "organizations", () => ReadOrganizationsAsync(tenantId, cancellation));

    /// <summary>What an API key may do: what its roles may, in its organization.</summary>
    public Task<Staff?> OfKeyAsync(ApiKey key, CancellationToken cancellation) =>
        cache.GetAsync(Segment, key.TenantId.ToString(), $"key:{key.Id}", () => ReadKeyAsync(key, cancellation));

    public Task ForgetAsync(Guid tenantId) => cache.ForgetAsync(Segment, tenantId.ToString());

    public Task OnActionAsync(RecordedAction action, CancellationToken cancellation) =>
        action.Types.Overlaps(Relevant) ? ForgetAsync(action) : Task.CompletedTask;

    private async Task ForgetAsync(RecordedAction action)
    {
        await ForgetAsync(action.TenantId);
        if (action.Types.Contains(typeof(ApiKey)) || action.Types.Contains(typeof(User)))
        {
            await cache.ForgetAsync(ApiKeys.Segment, "all");
        }
    }

    private async Task<Staff?> ReadUserAsync(Guid userId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("""
            SELECT u.tenant_id, u.organization_id, u.email FROM identity.users u JOIN identity.tenants t ON t.id = u.tenant_id
            WHERE u.id = $1 AND u.disabled_at IS NULL AND t.is_active AND t.deleted_at IS NULL
            """) { Parameters = { new() { Value = userId } } });
        AddGrants(batch, "SELECT role_id FROM access.user_roles WHERE user_id = $1", userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var (tenant, organization, email) = (reader.GetGuid(0), reader.IsDBNull(1) ? (Guid?)null : reader.GetGuid(1), reader.GetString(2));
        var (roles, lists) = await ReadGrantsAsync(reader, tenant, cancellation);
        var own = lists.Where(l => l.IsUsers).Take(1).ToList();
        return new Staff(userId, null, tenant, organization, email, [.. roles.Select(r => r.Id)], [.. roles.Select(r => r.Name)], Union(own.Count > 0 ? own : lists));
    }

    private async Task<Staff?> ReadKeyAsync(ApiKey key, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT 1 FROM identity.tenants WHERE id = $1 AND is_active AND deleted_at IS NULL") { Parameters = { new() { Value = key.TenantId } } });
        AddGrants(batch, "SELECT unnest(role_ids) FROM api_keys.keys WHERE id = $1", key.Id);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var (roles, lists) = await ReadGrantsAsync(reader, key.TenantId, cancellation);
        var grants = Union(lists);
        IReadOnlyList<Guid>? organizations = grants.Organizations is null ? null : key.OrganizationId is { } own ? [own] : [];
        return new Staff(null, key.Id, key.TenantId, key.OrganizationId, "", [.. roles.Select(r => r.Id)], [.. roles.Select(r => r.Name)],
            grants with { Organizations = organizations });
    }

    private static void AddGrants(NpgsqlBatch batch, string roleIds, Guid holder)
    {
        batch.BatchCommands.Add(new($"SELECT id, name, tenant_id FROM access.roles WHERE id IN ({roleIds}) ORDER BY name") { Parameters = { new() { Value = holder } } });
        batch.BatchCommands.Add(new($"""
            SELECT tenant_id, is_users, is_super_admin, features, organizations FROM access.access_lists
            WHERE (is_users AND holder_id = $1) OR (NOT is_users AND holder_id IN ({roleIds}))
            """) { Parameters = { new() { Value = holder } } });
    }

    private static async Task<(List<(Guid Id, string Name)> Roles, List<(bool IsUsers, Grants Grants)> Lists)> ReadGrantsAsync(
        NpgsqlDataReader reader, Guid tenant, CancellationToken cancellation)
    {
        var roles = new List<(Guid, string)>();
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetGuid(2) == tenant)
            {
                roles.Add((reader.GetGuid(0), reader.GetString(1)));
            }
        }

        var lists = new List<(bool, Grants)>();
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetGuid(0) == tenant)
            {
                lists.Add((reader.GetBoolean(1), new Grants(reader.GetBoolean(2), reader.GetFieldValue<List<string>>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<List<Guid>>(4))));
            }
        }

        return (roles, lists);
    }

    private static Grants Union(List<(bool IsUsers, Grants Grants)> lists)
    {
        if (lists.Any(l => l.Grants.IsSuperAdmin))
        {
            return new Grants(true, ["*"], null);
        }

        return new Grants(false, [.. lists.SelectMany(l => l.Grants.Features).Distinct()],
            lists.Any(l => l.Grants.Organizations is null) ? null : [.. lists.SelectMany(l => l.Grants.Organizations!).Distinct()]);
    }

    private async Task<IReadOnlyDictionary<Guid, OrganizationNode>> ReadOrganizationsAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT id, is_active, descendant_ids FROM identity.organizations WHERE tenant_id = $1 AND deleted_at IS NULL") { Parameters = { new() { Value = tenantId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        var nodes = new Dictionary<Guid, OrganizationNode>();
        while (await reader.ReadAsync(cancellation))
        {
            nodes[reader.GetGuid(0)] = new OrganizationNode(reader.GetGuid(0), reader.GetBoolean(1), reader.GetFieldValue<List<Guid>>(2));
        }

        return nodes;
    }
}
