using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.FeatureToggles.Overrides;

/// <summary>Give the tenant its own value of a toggle, or go back to the default.</summary>
/// <param name="OverrideValue">A value of the toggle's type; left out, the override keeps the default as it is now.</param>
[ValidatableType]
public sealed record OverrideChange([property: Needed] Guid? ToggleId, [property: Needed] bool? IsOverride, JsonElement? OverrideValue);

/// <summary>That a tenant's value was set.</summary>
/// <param name="OverrideToggleId">The override; null when there is none any more.</param>
public sealed record OverrideChanged(Guid? OverrideToggleId)
{
    public bool Ok { get; } = true;
}

/// <summary>A toggle as one tenant has it.</summary>
/// <param name="Id">The override's id; the toggle's own while there is none.</param>
/// <param name="Value">What holds for the tenant: its own value where it has one, else the default.</param>
public sealed record OverrideView(Guid Id, Guid ToggleId, Guid TenantId, string? TenantName, string ToggleType, bool IsOverride, JsonElement? Value, JsonElement? OverrideValue);

/// <summary>A tenant's own values of toggles.</summary>
internal static class OverrideEndpoints
{
    private const string What = "Feature toggle";
    private static readonly Problem NoTenant = new(ProblemKind.Invalid, "Tenant context required. Please select a tenant.");

    public static void Map(RouteGroupBuilder toggles)
    {
        toggles.MapGet("/overrides", OverrideList.ReadAsync).Requires("feature_toggles.view").WithSummary("List toggles with what the tenant has of its own");
        toggles.MapPut("/overrides", ChangeAsync).Requires("feature_toggles.manage").WithSummary("Give the tenant its own value of a toggle, or take it away");
        toggles.MapGet("/global/{id:guid}/override", ReadAsync).Requires("feature_toggles.view").WithSummary("Read the tenant's own value of a toggle");
    }

    private static async Task<Outcome<OverrideView>> ReadAsync(Guid id, Caller caller, PlatformDb db, CancellationToken cancellation)
    {
        if (caller.TenantId == Guid.Empty)
        {
            return NoTenant;
        }

        var found = await db.Set<FeatureToggle>().AsNoTracking().Where(t => t.Id == id)
            .LeftJoin(db.Set<ToggleOverride>(), t => t.Id, o => o.ToggleId, (t, o) => new { t.Type, t.DefaultValue, Own = (Guid?)o!.Id, o.Value })
            .SingleOrDefaultAsync(cancellation);
        if (found is null)
        {
            return Problem.NotFound(What);
        }

        var tenantName = await db.Set<Tenant>().Where(t => t.Id == caller.TenantId).Select(t => t.Name).SingleOrDefaultAsync(cancellation);
        return new OverrideView(found.Own ?? id, id, caller.TenantId, tenantName, found.Type, found.Own is not null, ToggleValue.Show(found.Own is null ? found.DefaultValue : found.Value), ToggleValue.Show(found.Value));
    }

    private static async Task<Outcome<OverrideChanged>> ChangeAsync(
        OverrideChange input, Caller caller, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (caller.TenantId == Guid.Empty)
        {
            return NoTenant;
        }

        await using var change = await changes.BeginAsync("feature_toggles.overrides.changeState", cancellation);

        // Two first overrides of one toggle must not both be added.
        var toggle = await db.Set<FeatureToggle>().AsNoTracking().Where(t => t.Id == input.ToggleId).ForUpdate().SingleOrDefaultAsync(cancellation);
        if (toggle is null)
        {
            return Problem.NotFound(What);
        }

        var value = ToggleValue.Store(input.OverrideValue);
        if (value is not null && ToggleValue.Refuse(toggle.Type, input.OverrideValue!.Value) is { } refusal)
        {
            return new Problem(ProblemKind.Invalid, $"overrideValue {refusal}", Fields: new Dictionary<string, string[]> { ["overrideValue"] = [refusal] });
        }

        var row = await db.Set<ToggleOverride>().SingleOrDefaultAsync(o => o.ToggleId == toggle.Id, cancellation);
        var now = clock.Now();
        switch (input.IsOverride, row)
        {
            case (false, null):
                break;
            case (false, not null):
                db.Remove(row);
                break;
            case (_, null):
                row = new ToggleOverride { TenantId = caller.TenantId, ToggleId = toggle.Id, Value = value ?? toggle.DefaultValue, CreatedAt = now, UpdatedAt = now };
                db.Add(row);
                break;
            default:
                (row.Value, row.UpdatedAt) = (value ?? toggle.DefaultValue, now);
                break;
        }

        return await change.Describe("Change feature toggle override", "feature_toggles.override", row?.Id ?? toggle.Id)
            .CommitAsync(new OverrideChanged(input.IsOverride == true ? row!.Id : null), cancellation);
    }
}
