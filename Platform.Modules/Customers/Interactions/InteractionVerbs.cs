using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
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

    private Task<Outcome<OkAnswer>> Complete(Completion input, CrudContext context, CancellationToken cancellation) => TurnAsync(
        context, input.Id!.Value, "complete", "Complete interaction", row => Lifecycle.Complete(row, input.OccurredAt?.ToUniversalTime(), context.Clock.Now()), cancellation);

    private Task<Outcome<OkAnswer>> Cancel(Cancellation input, CrudContext context, CancellationToken cancellation) => TurnAsync(
        context, input.Id!.Value, "cancel", "Cancel interaction", Lifecycle.Cancel, cancellation);

    private async Task<Outcome<OkAnswer>> TurnAsync(
        CrudContext context, Guid id, string verb, string label, Func<Interaction, bool> turn, CancellationToken cancellation)
    {
        var db = context.Db;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await Rows(context).Where(i => i.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(Label);
        }

        if (OptimisticLock.Refuse(context.Http, row.UpdatedAt) is { } late)
        {
            return late;
        }

        var before = row.Status;
        if (!turn(row))
        {
            return OkAnswer.Value;
        }

        row.UpdatedAt = context.Clock.Now();
        await Next.FollowAsync(db, await NextInteractions.HoldAsync(db, cancellation), cancellation);
        context.Actions.Begin($"{Commands}.{verb}", label, Kind, id);
        db.Raise(Lifecycle.EventOf(before, row.Status) ?? $"{Kind}.updated", row.TenantId, row.OrganizationId, new { id, entityId = row.EntityId });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await context.Actions.CommittedAsync(cancellation);
        return OkAnswer.Value;
    }
}
