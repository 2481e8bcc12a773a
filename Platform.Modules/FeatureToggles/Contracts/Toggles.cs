using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.FeatureToggles.Contracts;

/// <summary>What a toggle comes to for a tenant.</summary>
/// <param name="Source"><c>override</c> for the tenant's own value, else <c>default</c>.</param>
public sealed record Resolution(string ValueType, JsonElement? Value, string Source, string ToggleId, string Identifier, Guid TenantId);

/// <summary>Tells what toggles are set to for the tenant of the request.</summary>
public sealed class ToggleReader(PlatformDb db, TenantCache cache)
{
    /// <returns>Null when there is no such toggle.</returns>
    public ValueTask<Resolution?> FindAsync(string identifier, CancellationToken cancellation) => cache.GetAsync(
        ToggleChanges.Segment, ToggleChanges.All, $"{db.Scope.TenantId:N}:{identifier}", () => ReadAsync(identifier, cancellation));

    /// <summary>Whether a boolean toggle is on; an unknown one is off.</summary>
    public async Task<bool> IsOnAsync(string identifier, CancellationToken cancellation) =>
        await FindAsync(identifier, cancellation) is { Value.ValueKind: JsonValueKind.True };

    private async Task<Resolution?> ReadAsync(string identifier, CancellationToken cancellation) =>
        await db.Set<FeatureToggle>().AsNoTracking().Where(t => t.Identifier == identifier)
            .LeftJoin(db.Set<ToggleOverride>(), t => t.Id, o => o.ToggleId, (t, o) => new { t.Id, t.Type, t.DefaultValue, Own = (Guid?)o!.Id, o.Value })
            .SingleOrDefaultAsync(cancellation) is { } found
            ? new Resolution(
                found.Type, ToggleValue.Show(found.Own is null ? found.DefaultValue : found.Value), found.Own is null ? "default" : "override",
                found.Id.ToString(), identifier, db.Scope.TenantId)
            : null;
}
