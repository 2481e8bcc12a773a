using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>Which interaction is done.</summary>
/// <param name="OccurredAt">When it was; now, where it is left out.</param>
[ValidatableType]
public sealed record Completion([property: Needed] Guid? Id, DateTimeOffset? OccurredAt);

/// <summary>Which interaction is canceled.</summary>
[ValidatableType]
public sealed record Cancellation([property: Needed] Guid? Id);

/// <summary>Completing and canceling; either may be asked for again.</summary>
internal sealed partial class InteractionResource
{
    private const string Manage = "customers.interactions.manage";

    public void MapAll(RouteGroupBuilder group)
    {
        Map(group, "/interactions");
        group.MapPost("/interactions/complete", Complete).Requires(Manage).WithSummary("Complete an interaction")
            .WithDescription("It is done: now, or at `occurredAt`. Asked for again it changes nothing. The header `x-om-operation` carries the token that undoes it.");
        group.MapPost("/interactions/cancel", Cancel).Requires(Manage).WithSummary("Cancel an interaction")
            .WithDescription("It will not be. Asked for again it changes nothing. The header `x-om-operation` carries the token that undoes it.");
    }

    private Task<Outcome<OkAnswer>> Complete(Completion input, CrudContext context, CancellationToken cancellation) => FinishAsync(
        context, input.Id!.Value, "complete", "Complete interaction", row => Lifecycle.Complete(row, input.OccurredAt?.ToUniversalTime(), context.Clock.Now()), cancellation);

    private Task<Outcome<OkAnswer>> Cancel(Cancellation input, CrudContext context, CancellationToken cancellation) => FinishAsync(
        context, input.Id!.Value, "cancel", "Cancel interaction", Lifecycle.Cancel, cancellation);

    private async Task<Outcome<OkAnswer>> FinishAsync(
        CrudContext context, Guid id, string verb, string label, Func<Interaction, bool> finish, CancellationToken cancellation)
    {
        var db = context.Db;
        await using var change = await context.Changes.BeginAsync($"{Commands}.{verb}", cancellation);
        if (await Rows(context).Where(i => i.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(Label);
        }

        // Also where nothing is left to do.
        if (OptimisticLock.Refuse(context.Http, [db.Entry(row)]) is { } late)
        {
            return late;
        }

        var before = row.Status;
        if (!finish(row))
        {
            return OkAnswer.Value;
        }

        row.UpdatedAt = context.Clock.Now();
        await Next.FollowAsync(db, await NextInteractions.HoldAsync(db, cancellation), cancellation);
        return await change.Describe(label, Kind, id).Under(await CustomerRows.OwnersAsync(db, row.EntityId, row.DealId, cancellation))
            .Raise(Lifecycle.EventOf(before, row.Status) ?? $"{Kind}.updated", new { id, entityId = row.EntityId }, row.OrganizationId).CommitAsync(OkAnswer.Value, cancellation);
    }
}
