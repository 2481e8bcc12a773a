namespace Platform.Customers.Contracts;

/// <summary>What <c>customers.deal.won</c> and <c>customers.deal.lost</c> carry: all that a notice to the owner takes but the title, which may be secret.</summary>
/// <param name="Outcome"><c>won</c> or <c>lost</c>.</param>
/// <param name="OwnerUserId">Whom to tell; null where nobody looks after the deal.</param>
/// <param name="ClosedByUserId">Who did it, and need not be told; null for an API key.</param>
/// <param name="ValueAmount">Such as <c>1250.50</c>.</param>
public sealed record DealClosed(
    Guid Id, string Outcome, Guid? OwnerUserId, Guid? ClosedByUserId, DateTimeOffset ClosedAt, string? ValueAmount, string? ValueCurrency,
    Guid? PipelineId, Guid? LossReasonId);
