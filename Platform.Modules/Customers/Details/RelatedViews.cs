using System.Text.Json.Nodes;
using Platform.Customers.Addresses;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Customers.Details;

/// <summary>An address of a customer.</summary>
public sealed record AddressView(
    Guid Id, string? Name, string? Purpose, string? CompanyName, string AddressLine1, string? AddressLine2, string? BuildingNumber, string? FlatNumber, string? City, string? Region,
    string? PostalCode, string? Country, decimal? Latitude, decimal? Longitude, bool IsPrimary, DateTimeOffset CreatedAt)
{
    internal static AddressView Of(Address a, TenantSecrets secrets) => new(
        a.Id, secrets.Read(a.Name), a.Purpose, secrets.Read(a.CompanyName), secrets.Read(a.AddressLine1), secrets.Read(a.AddressLine2), secrets.Read(a.BuildingNumber),
        secrets.Read(a.FlatNumber), secrets.Read(a.City), secrets.Read(a.Region), secrets.Read(a.PostalCode), secrets.Read(a.Country), a.Latitude?.Plain(), a.Longitude?.Plain(), a.IsPrimary, a.CreatedAt);
}

/// <summary>A note on a customer.</summary>
public sealed record CommentView(
    Guid Id, string Body, Guid? AuthorUserId, string? AuthorName, string? AuthorEmail, Guid? DealId, DateTimeOffset CreatedAt, string? AppearanceIcon, string? AppearanceColor);

/// <summary>Something that was done with a customer, as old clients read it.</summary>
public sealed record ActivityView(
    Guid Id, string ActivityType, string? Subject, string? Body, DateTimeOffset? OccurredAt, Guid? DealId, Guid? AuthorUserId, string? AuthorName, string? AuthorEmail,
    DateTimeOffset CreatedAt, string? AppearanceIcon, string? AppearanceColor);

/// <summary>An entry of a customer's timeline.</summary>
public sealed record InteractionView(
    Guid Id, Guid EntityId, string InteractionType, string? Title, string? Body, string Status, DateTimeOffset? ScheduledAt, DateTimeOffset? OccurredAt, int? Priority,
    Guid? AuthorUserId, Guid? OwnerUserId, Guid? DealId, Guid? OrganizationId, Guid TenantId, string? AuthorName, string? AuthorEmail, string? DealTitle, JsonObject CustomValues,
    string? AppearanceIcon, string? AppearanceColor, string? Source, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A task about a customer, as old clients read it.</summary>
/// <param name="TodoId">The same as the id: tasks are entries of the timeline.</param>
public sealed record TodoView(
    Guid Id, Guid TodoId, string TodoSource, DateTimeOffset CreatedAt, Guid? CreatedByUserId, string? Title, bool IsDone, int? Priority, string? Severity, string? Description,
    DateTimeOffset? DueAt, Guid? TodoOrganizationId, JsonObject CustomValues);

/// <summary>A deal in which a customer has a part.</summary>
/// <param name="ValueAmount">As text, so that nobody's arithmetic rounds it.</param>
public sealed record DealView(
    Guid Id, string Title, string? Status, string? PipelineStage, string? ValueAmount, string? ValueCurrency, int? Probability, DateTimeOffset? ExpectedCloseAt, Guid? OwnerUserId,
    string? Source, string? ClosureOutcome, Guid? LossReasonId, string? LossNotes, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>How much there is of everything about a customer, whether or not it is included.</summary>
/// <param name="Linked">Companies of a person, people of a company.</param>
public sealed record RelatedCounts(int Addresses, int Comments, int Activities, int Interactions, int Todos, int Deals, int Linked);
