using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Integrations.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Integrations;

/// <summary>Credentials of the caller's organization: sealed with the tenant's key, opened only to be used.</summary>
internal sealed class IntegrationVault(PlatformDb db, Caller caller, Secrets secrets, IntegrationCatalog catalog, TimeProvider clock)
{
    /// <summary>What is stored under an id itself; null when nothing is.</summary>
    public async Task<(Dictionary<string, JsonElement> Values, DateTimeOffset UpdatedAt)?> OwnAsync(string ownerId, CancellationToken cancellation)
    {
        if (await Rows.AsNoTracking().SingleOrDefaultAsync(c => c.OwnerId == ownerId, cancellation) is not { } row)
        {
            return null;
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        return (JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(vault.Open(row.Sealed, Context(ownerId)))!, row.UpdatedAt);
    }

    /// <summary>What an integration works with: its own, or else its bundle's.</summary>
    public async Task<Dictionary<string, JsonElement>?> OfAsync(IntegrationDefinition definition, CancellationToken cancellation) =>
        (await OwnAsync(definition.Id, cancellation))?.Values
        ?? (catalog.BundleOf(definition) is { } bundle ? (await OwnAsync(bundle.Id, cancellation))?.Values : null);

    /// <summary>The ids of integrations and bundles that have some.</summary>
    public async Task<HashSet<string>> OwnersAsync(CancellationToken cancellation) =>
        [.. await Rows.AsNoTracking().Select(c => c.OwnerId).ToListAsync(cancellation)];

    /// <summary>Puts them into the context; the caller holds the lock of the integration.</summary>
    public async Task PutAsync(string ownerId, Dictionary<string, JsonElement> values, CancellationToken cancellation)
    {
        var vault = await secrets.OfTenantAsync(db, cancellation);
        var box = vault.Seal(JsonSerializer.Serialize(values), Context(ownerId));
        if (await Rows.SingleOrDefaultAsync(c => c.OwnerId == ownerId, cancellation) is { } row)
        {
            (row.Sealed, row.UpdatedAt) = (box, clock.Now());
            return;
        }

        db.Add(new IntegrationCredentials
        {
            TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, OwnerId = ownerId, Sealed = box, UpdatedAt = clock.Now(),
        });
    }

    /// <summary>Takes them away; the caller holds the lock of the integration.</summary>
    public async Task RemoveAsync(string ownerId, CancellationToken cancellation)
    {
        if (await Rows.SingleOrDefaultAsync(c => c.OwnerId == ownerId, cancellation) is { } row)
        {
            db.Remove(row);
        }
    }

    private IQueryable<IntegrationCredentials> Rows => db.Set<IntegrationCredentials>().Where(c => c.OrganizationId == caller.OrganizationId);

    private string Context(string ownerId) => $"integration:{ownerId}:{caller.OrganizationId}";
}
