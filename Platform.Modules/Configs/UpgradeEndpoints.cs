using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Upgrades;

namespace Platform.Configs;

/// <summary>Which action to run.</summary>
[ValidatableType]
public sealed record UpgradeRequest([property: Needed, Text(1, 100)] string? ActionId);

internal sealed record UpgradeList(string Version, IReadOnlyList<UpgradeNotice> Actions);

/// <param name="Status"><c>completed</c>, or <c>already_completed</c> when somebody was faster.</param>
internal sealed record UpgradeDone(string Status, string Message, string Version);

/// <summary>What is left to do after an upgrade, once an organization.</summary>
internal static class UpgradeEndpoints
{
    private static readonly string Version =
        typeof(UpgradeEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";

    public static void Map(RouteGroupBuilder configs)
    {
        var upgrades = configs.MapGroup("/upgrade-actions");
        upgrades.MapGet("", List).Requires(ConfigsModule.Manage).WithSummary("List what is left to do after an upgrade");
        upgrades.MapPost("", Run).Requires(ConfigsModule.Manage).WithSummary("Run an upgrade action")
            .WithDescription("An action runs once an organization, however many ask for it.");
    }

    private static async Task<Outcome<UpgradeList>> List(IEnumerable<IUpgradeAction> actions, Caller caller, PlatformDb db, CancellationToken cancellation)
    {
        if (caller.OrganizationId is null)
        {
            return Problem.NoOrganization;
        }

        var done = await db.Set<UpgradeRun>().AsNoTracking().Where(r => r.OrganizationId == caller.OrganizationId).Select(r => r.ActionId).ToListAsync(cancellation);
        return new UpgradeList(Version, [.. actions.Select(a => a.Notice).Where(n => !done.Contains(n.Id)).OrderBy(n => n.Id, StringComparer.Ordinal)]);
    }

    private static async Task<Outcome<UpgradeDone>> Run(
        UpgradeRequest request, IEnumerable<IUpgradeAction> actions, Caller caller, PlatformDb db, TenantCache cache, StaffDirectory staff, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (caller.OrganizationId is not { } organization)
        {
            return Problem.NoOrganization;
        }

        if (actions.FirstOrDefault(a => a.Notice.Id == request.ActionId) is not { } action)
        {
            return new Problem(ProblemKind.Invalid, "Unknown upgrade action");
        }

        // Whoever comes second waits here for the first, and then finds the row.
        await using var change = await changes.BeginAsync("configs.upgrades.run", cancellation);
        var (id, now) = (RowId.New(), clock.Now());
        var begun = await db.Database.ExecuteSqlAsync($"""
            INSERT INTO configs.upgrade_runs (id, tenant_id, organization_id, action_id, created_at)
            VALUES ({id}, {caller.TenantId}, {organization}, {request.ActionId}, {now}) ON CONFLICT DO NOTHING
            """, cancellation);
        if (begun == 0)
        {
            return new UpgradeDone("already_completed", action.Notice.SuccessMessage, Version);
        }

        await action.RunAsync(db, caller.TenantId, organization, cancellation);
        // What an upgrade grants, the platform itself grants.
        change.Describe($"Run upgrade {action.Notice.Id}", "configs.upgrade", id).NotUndoable().GivenBy(_ => Task.FromResult<IReadOnlyList<Grants>>([Grants.Everything]));
        if (await change.CommitAsync(cancellation) is { } refused)
        {
            return refused;
        }

        await cache.ForgetAllAsync(caller.TenantId);
        await staff.ForgetAsync(caller.TenantId);
        return new UpgradeDone("completed", action.Notice.SuccessMessage, Version);
    }
}
