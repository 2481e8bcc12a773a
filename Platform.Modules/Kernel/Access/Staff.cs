using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Kernel.Access;

/// <summary>What is known of a user or of an API key on the business surface, before any selection.</summary>
/// <param name="Grants">As the access lists say; organizations without those below them.</param>
internal sealed record Staff(
    Guid? UserId, Guid? ApiKeyId, Guid TenantId, Guid? OrganizationId, string Email, string? Name, IReadOnlyList<Guid> RoleIds, IReadOnlyList<string> Roles, Grants Grants);

/// <summary>An organization as far as scopes need it.</summary>
internal sealed record OrganizationNode(Guid Id, bool IsActive, IReadOnlyList<Guid> DescendantIds);

/// <summary>What a tenant and its organizations, the deleted among them, are called.</summary>
internal sealed record TenantNames(string Tenant, IReadOnlyDictionary<Guid, string> Organizations);

/// <summary>Finds what users and keys may do; kept in memory until somebody changes it, so that a check asks nobody.</summary>
internal sealed class StaffDirectory(NpgsqlDataSource database, ChangeNews news, Secrets secrets) : IChangeListener, IDisposable
{
    private const string Segment = "staff";
    // Should a message between replicas be lost.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private readonly record struct Name(char Kind, Guid Id);

    private sealed record Entry(object? Value, NewsStamp Stamp);

    private static readonly HashSet<Type> Relevant = [typeof(Role), typeof(UserRole), typeof(AccessList), typeof(User), typeof(Organization), typeof(ApiKey), typeof(Tenant)];

    /// <returns>Null when the user is unknown or disabled, or his tenant is.</returns>
    public ValueTask<Staff?> OfUserAsync(Guid tenantId, Guid userId, CancellationToken cancellation) =>
        GetAsync(tenantId, new Name('u', userId), (Directory: this, userId, cancellation), static s => s.Directory.ReadUserAsync(s.userId, evenDisabled: false, s.cancellation));

    /// <summary>What a user may do or, while he is disabled, could do again: a rule that spares the stronger must not take a disabled one for weak. Never from memory.</summary>
    public async Task<Grants> GrantsOfAsync(Guid tenantId, Guid userId, CancellationToken cancellation) =>
        await ReadUserAsync(userId, evenDisabled: true, cancellation) is { } user && user.TenantId == tenantId ? user.Grants : Grants.None;

    /// <returns>Null when there is no such tenant.</returns>
    public ValueTask<IReadOnlyDictionary<Guid, OrganizationNode>?> OrganizationsAsync(Guid tenantId, CancellationToken cancellation) =>
        GetAsync(tenantId, new Name('o', tenantId), (Directory: this, tenantId, cancellation), static s => s.Directory.ReadOrganizationsAsync(s.tenantId, s.cancellation));

    /// <returns>Null when there is no such tenant.</returns>
    public ValueTask<TenantNames?> NamesAsync(Guid tenantId, CancellationToken cancellation) =>
        GetAsync(tenantId, new Name('n', tenantId), (Directory: this, tenantId, cancellation), static s => s.Directory.ReadNamesAsync(s.tenantId, s.cancellation));

    /// <summary>What an API key may do: what its roles may, in its organization.</summary>
    public ValueTask<Staff?> OfKeyAsync(ApiKey key, CancellationToken cancellation) =>
        GetAsync(key.TenantId, new Name('k', key.Id), (Directory: this, key, cancellation), static s => s.Directory.ReadKeyAsync(s.key, s.cancellation));

    /// <summary>Makes every replica read anew what concerns a tenant; called after the change is committed.</summary>
    public Task ForgetAsync(Guid tenantId) => news.ForgetAsync(tenantId);

    public async Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation)
    {
        if (!change.Types.Overlaps(Relevant))
        {
            return;
        }

        await ForgetAsync(change.TenantId);
        if (change.Types.Contains(typeof(Tenant)) && Guid.TryParse(change.ResourceId, out var changed) && changed != change.TenantId)
        {
            await ForgetAsync(changed);
        }
    }

    public void Dispose() => known.Dispose();

    private ValueTask<T?> GetAsync<T, TState>(Guid tenantId, Name name, TState state, Func<TState, Task<T?>> read) where T : class =>
        Find(tenantId, name) is { } entry ? new((T?)entry.Value) : KeepAsync(name, state, read);

    private Entry? Find(Guid tenantId, Name name)
    {
        if (known.TryGetValue(name, out Entry? entry) && news.Stands(entry!.Stamp, tenantId))
        {
            CacheTelemetry.Hit(Segment);
            return entry;
        }

        CacheTelemetry.Miss(Segment);
        return null;
    }

    private async ValueTask<T?> KeepAsync<T, TState>(Name name, TState state, Func<TState, Task<T?>> read) where T : class
    {
        var stamp = news.Stamp();
        var value = await read(state);
        known.Set(name, new Entry(value, stamp), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Kept, Size = 1 });
        return value;
    }

    private async Task<Staff?> ReadUserAsync(Guid userId, bool evenDisabled, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("""
            SELECT u.tenant_id, u.organization_id, u.email, u.name FROM identity.users u JOIN identity.tenants t ON t.id = u.tenant_id
            WHERE u.id = $1 AND ($2 OR u.disabled_at IS NULL) AND t.is_active AND t.deleted_at IS NULL
            """) { Parameters = { new() { Value = userId }, new() { Value = evenDisabled } } });
        AddGrants(batch, "SELECT role_id FROM access.user_roles WHERE user_id = $1", userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var (tenant, organization, email, name) = (reader.GetGuid(0), reader.IsDBNull(1) ? (Guid?)null : reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));
        var (roles, lists) = await ReadGrantsAsync(reader, tenant, cancellation);
        var own = lists.Where(l => l.IsUsers).Take(1).ToList();
        (email, name) = (await secrets.OpenAsync(tenant, email, cancellation), name is null ? null : await secrets.OpenAsync(tenant, name, cancellation));
        return new Staff(userId, null, tenant, organization, email, name, [.. roles.Select(r => r.Id)], [.. roles.Select(r => r.Name)], Grants.Union([.. (own.Count > 0 ? own : lists).Select(l => l.Grants)]));
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
        var grants = Grants.Union([.. lists.Select(l => l.Grants)]);
        return new Staff(null, key.Id, key.TenantId, key.OrganizationId, "", null, [.. roles.Select(r => r.Id)], [.. roles.Select(r => r.Name)],
            grants.In(key.OrganizationId));
    }

    private async Task<TenantNames?> ReadNamesAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT name FROM identity.tenants WHERE id = $1") { Parameters = { new() { Value = tenantId } } });
        batch.BatchCommands.Add(new("SELECT id, name FROM identity.organizations WHERE tenant_id = $1") { Parameters = { new() { Value = tenantId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var (tenant, organizations) = (reader.GetString(0), new Dictionary<Guid, string>());
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            organizations[reader.GetGuid(0)] = reader.GetString(1);
        }

        return new(tenant, organizations);
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

    private async Task<IReadOnlyDictionary<Guid, OrganizationNode>?> ReadOrganizationsAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(Scope.System);
        batch.BatchCommands.Add(new("SELECT 1 FROM identity.tenants WHERE id = $1 AND deleted_at IS NULL") { Parameters = { new() { Value = tenantId } } });
        batch.BatchCommands.Add(new("SELECT id, parent_id, is_active FROM identity.organizations WHERE tenant_id = $1 AND deleted_at IS NULL") { Parameters = { new() { Value = tenantId } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        await reader.NextResultAsync(cancellation);
        var (nodes, active) = (new List<Node>(), new HashSet<Guid>());
        while (await reader.ReadAsync(cancellation))
        {
            nodes.Add(new Node(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), ""));
            if (reader.GetBoolean(2))
            {
                active.Add(reader.GetGuid(0));
            }
        }

        var tree = OrganizationTree.Of(nodes);
        return nodes.ToDictionary(n => n.Id, n => new OrganizationNode(n.Id, active.Contains(n.Id), tree.DescendantsOf(n.Id)));
    }
}
