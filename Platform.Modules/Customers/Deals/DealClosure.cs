using Microsoft.EntityFrameworkCore;
using Platform.Customers.Contracts;
using Platform.Customers.Dictionaries;
using Platform.Directory.Contracts;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Customers.Deals;

/// <summary>How a deal ends and is opened again: status and outcome agree, and only a lost deal has a reason for it.</summary>
internal static class DealClosure
{
    public const string Status = "status";
    public const string Outcome = "closureOutcome";
    public const string Reason = "lossReasonId";
    public const string Notes = "lossNotes";
    public const string Won = "won";
    public const string Lost = "lost";

    /// <summary>The kind of the choices that say why deals are lost.</summary>
    public const string ReasonKind = "loss-reasons";

    /// <summary>How the deal was.</summary>
    internal readonly record struct Before(string? Status, string? Outcome);

    /// <summary>What a status means; null for an open deal and for statuses of the organization's own.</summary>
    public static string? OutcomeOf(string? status) => status?.Trim().ToUpperInvariant() switch
    {
        "WIN" or "WON" => Won,
        "LOOSE" or "LOST" => Lost,
        _ => null,
    };

    public static async Task<Problem?> CloseAsync(Write<Deal> write, CancellationToken cancellation)
    {
        var (deal, context) = (write.Row, write.Context);
        var entry = context.Db.Entry(deal);
        var before = write.Kind == WriteKind.Create
            ? new Before(Deal.Open, null)
            : new Before((string?)entry.Property(nameof(Deal.Status)).OriginalValue, (string?)entry.Property(nameof(Deal.ClosureOutcome)).OriginalValue);
        if (Decide(deal, before, context.Clock.Now()) is { } refused)
        {
            return refused;
        }

        if (write.Changes(nameof(Deal.LossReasonId)) && deal.LossReasonId is { } reason && !await IsReasonAsync(context, deal, reason, cancellation))
        {
            return Problem.OfField(Reason, "Loss reason not found");
        }

        if (deal.ClosureOutcome is { } outcome && outcome != before.Outcome)
        {
            context.Db.Raise(outcome == Won ? CustomerEvents.DealWon : CustomerEvents.DealLost, deal.TenantId, deal.OrganizationId, new DealClosed(
                deal.Id, outcome, deal.OwnerUserId, context.Caller.UserId, deal.ClosedAt!.Value,
                FieldType.AmountText(deal.ValueAmount), deal.ValueCurrency, deal.PipelineId, deal.LossReasonId));
        }

        return null;
    }

    /// <summary>Makes status, outcome, time and reason agree, or says why they cannot: what has changed leads what has not.</summary>
    internal static Problem? Decide(Deal deal, Before before, DateTimeOffset now)
    {
        deal.Status = Contacts.OrNull(deal.Status) ?? Deal.Open;
        var (meant, isNewStatus) = (OutcomeOf(deal.Status), deal.Status != before.Status);
        if (deal.ClosureOutcome != before.Outcome && deal.ClosureOutcome != meant)
        {
            // A status of the organization's own, such as `archived`, goes with either outcome.
            if (isNewStatus && meant is not null)
            {
                return Problem.OfField(Outcome, $"does not agree with the status {deal.Status}");
            }

            deal.Status = isNewStatus ? deal.Status : deal.ClosureOutcome switch { Won => "win", Lost => "loose", _ => Deal.Open };
        }
        else if (isNewStatus)
        {
            deal.ClosureOutcome = meant;
        }

        if (deal.ClosureOutcome != before.Outcome)
        {
            deal.ClosedAt = deal.ClosureOutcome is null ? null : now;
        }

        deal.LossNotes = Contacts.OrNull(deal.LossNotes);
        return KeepReason(deal, wasLost: before.Outcome == Lost);
    }

    private static Problem? KeepReason(Deal deal, bool wasLost)
    {
        if (deal.ClosureOutcome == Lost || (deal.LossReasonId is null && deal.LossNotes is null))
        {
            return null;
        }

        if (!wasLost)
        {
            return Problem.OfField(deal.LossReasonId is null ? Notes : Reason, "is for lost deals");
        }

        (deal.LossReasonId, deal.LossNotes) = (null, null);
        return null;
    }

    /// <summary>Reasons of an organization are good for those below it.</summary>
    private static async Task<bool> IsReasonAsync(CrudContext context, Deal deal, Guid reason, CancellationToken cancellation)
    {
        var line = await new OrganizationLines(context.Db).UpAsync(deal.OrganizationId!.Value, cancellation);
        return await context.Db.Set<Choice>().AnyAsync(c => c.Id == reason && c.Kind == ReasonKind && line.Contains(c.OrganizationId), cancellation);
    }
}
