using Microsoft.EntityFrameworkCore;
using Platform.Customers.Pipelines;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Deals;

/// <summary>Where a deal stands: its pipeline, its stage, and the label that follows the stage.</summary>
internal static class DealPlacement
{
    public const string Pipeline = "pipelineId";
    public const string Stage = "pipelineStageId";
    public const string Label = "pipelineStage";

    /// <summary>Which of the three a client has sent.</summary>
    internal readonly record struct Sent(bool Pipeline, bool Stage, bool Label);

    public static async Task<Problem?> PlaceAsync(Write<Deal> write, CancellationToken cancellation)
    {
        var (deal, db, sent) = (write.Row, write.Context.Db, new Sent(write.Has(Pipeline), write.Has(Stage), write.Has(Label)));
        if (sent == default)
        {
            return null;
        }

        // Of its own organization only: a pipeline is the way of one organization.
        var stage = deal.PipelineStageId is { } stageId
            ? await db.Set<PipelineStage>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == stageId && s.OrganizationId == deal.OrganizationId, cancellation)
            : null;
        if (sent.Pipeline && deal.PipelineId is { } id && id != stage?.PipelineId
            && !await db.Set<Pipeline>().AnyAsync(p => p.Id == id && p.OrganizationId == deal.OrganizationId, cancellation))
        {
            return Problem.OfField(Pipeline, "Pipeline not found");
        }

        if (Decide(deal, sent, stage) is { } refused)
        {
            return refused;
        }

        var now = write.Context.Clock.Now();
        if (write.Changes(nameof(Deal.PipelineStage)) && deal.PipelineStage is { } label)
        {
            await StageChoices.KeepAsync(db, deal.OrganizationId!.Value, label, stage?.Color, stage?.Icon, now, cancellation);
        }

        if (write.Changes(nameof(Deal.PipelineStageId)) && deal.PipelineStageId is not null)
        {
            await ArriveAsync(write, stage!, now, cancellation);
        }

        return null;
    }

    /// <param name="stage">The stage that the deal names; null where it names none, or none that is there.</param>
    internal static Problem? Decide(Deal deal, Sent sent, PipelineStage? stage)
    {
        if (sent.Stage && deal.PipelineStageId is not null && stage is null)
        {
            return Problem.OfField(Stage, "Pipeline stage not found");
        }

        if (stage is not null && sent.Stage && !sent.Pipeline)
        {
            deal.PipelineId = stage.PipelineId;
        }
        else if (stage is not null && stage.PipelineId != deal.PipelineId)
        {
            if (sent.Stage)
            {
                return Problem.OfField(Stage, "The stage belongs to another pipeline");
            }

            (deal.PipelineStageId, stage) = (null, null);
        }

        var typed = sent.Label ? Contacts.OrNull(deal.PipelineStage) : null;
        deal.PipelineStage = stage?.Label ?? typed;
        return null;
    }

    /// <summary>Keeps when the deal came to the stage: one row a stage, of the last time.</summary>
    private static async Task ArriveAsync(Write<Deal> write, PipelineStage stage, DateTimeOffset now, CancellationToken cancellation)
    {
        var (deal, db, by) = (write.Row, write.Context.Db, write.Context.Caller.UserId);
        var row = write.Kind == WriteKind.Create
            ? null
            : await db.Set<StageTransition>().SingleOrDefaultAsync(t => t.DealId == deal.Id && t.StageId == stage.Id, cancellation);
        if (row is null)
        {
            db.Add(new StageTransition
            {
                TenantId = deal.TenantId, DealId = deal.Id, PipelineId = stage.PipelineId, StageId = stage.Id,
                StageLabel = stage.Label, StageOrder = stage.Position, TransitionedAt = now, TransitionedByUserId = by,
            });
            return;
        }

        (row.PipelineId, row.StageLabel, row.StageOrder) = (stage.PipelineId, stage.Label, stage.Position);
        (row.TransitionedAt, row.TransitionedByUserId) = (now, by);
    }
}
