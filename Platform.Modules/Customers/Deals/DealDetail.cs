using System.Text.Json.Nodes;
using Platform.Customers.Details;
using Platform.Kernel.Crud;
using Platform.Kernel.Security;

namespace Platform.Customers.Deals;

/// <summary>A deal with all that belongs to it.</summary>
/// <param name="PipelineStages">The stages of its pipeline, in order; empty unless asked for.</param>
/// <param name="StageTransitions">When it came to which stage last; empty unless asked for.</param>
/// <param name="CustomFields">Values by key.</param>
/// <param name="Viewer">Who is asking.</param>
/// <param name="Owner">Who looks after it.</param>
public sealed record DealDetail(
    DealRecord Deal, IReadOnlyList<DealPart> People, IReadOnlyList<DealPart> Companies, JsonObject CustomFields, Viewer Viewer,
    IReadOnlyList<DealStage> PipelineStages, IReadOnlyList<DealTransition> StageTransitions, DealOwner? Owner);

/// <summary>The deal itself.</summary>
/// <param name="ValueAmount">Such as <c>1250.50</c>.</param>
public sealed record DealRecord(
    Guid Id, string Title, string? Description, string? Status, string? PipelineStage, Guid? PipelineId, Guid? PipelineStageId, string? ValueAmount,
    string? ValueCurrency, int? Probability, DateTimeOffset? ExpectedCloseAt, Guid? OwnerUserId, string? Source, string? ClosureOutcome, DateTimeOffset? ClosedAt,
    Guid? LossReasonId, string? LossNotes, Guid? OrganizationId, Guid TenantId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static DealRecord Of(Deal deal, TenantSecrets secrets) => new(
        deal.Id, secrets.Read(deal.Title), secrets.Read(deal.Description), deal.Status, deal.PipelineStage, deal.PipelineId, deal.PipelineStageId,
        FieldType.AmountText(deal.ValueAmount), deal.ValueCurrency, deal.Probability, deal.ExpectedCloseAt, deal.OwnerUserId, deal.Source,
        deal.ClosureOutcome, deal.ClosedAt, deal.LossReasonId, secrets.Read(deal.LossNotes), deal.OrganizationId, deal.TenantId, deal.CreatedAt, deal.UpdatedAt);
}

/// <summary>Who looks after a deal.</summary>
public sealed record DealOwner(Guid Id, string? Name, string Email);

/// <summary>A stage of the deal's pipeline.</summary>
public sealed record DealStage(Guid Id, string Label, int Order, string? Color, string? Icon);

/// <summary>When the deal came to a stage last, as the stage was called and placed then.</summary>
public sealed record DealTransition(Guid StageId, string StageLabel, int StageOrder, DateTimeOffset TransitionedAt);
