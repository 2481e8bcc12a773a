using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Deals;

/// <summary>A sale that is hoped for, on its way through the stages of a pipeline until it is won or lost.</summary>
public sealed class Deal : IOrganizationOwned, ISoftDeleted, IRow, ICustomized
{
    public const string Open = "open";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    [SortedText]
    public string Title { get; set; } = "";
    public string? Description { get; set; }

    /// <summary><c>open</c>, <c>win</c> or <c>won</c>, <c>loose</c> or <c>lost</c>, or a value of the organization's own.</summary>
    [SortedText]
    public string? Status { get; set; } = Open;

    /// <summary>The label of the stage, which follows the stage where the deal has one.</summary>
    [SortedText]
    public string? PipelineStage { get; set; }
    public Guid? PipelineId { get; set; }
    public Guid? PipelineStageId { get; set; }
    public decimal? ValueAmount { get; set; }

    /// <summary>ISO 4217, such as <c>EUR</c>.</summary>
    public string? ValueCurrency { get; set; }

    /// <summary>Per cent, 0 to 100.</summary>
    public int? Probability { get; set; }
    public DateTimeOffset? ExpectedCloseAt { get; set; }
    public Guid? OwnerUserId { get; set; }
    public string? Source { get; set; }

    /// <summary><c>won</c> or <c>lost</c> once the deal is closed.</summary>
    public string? ClosureOutcome { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>An entry of the choices of kind <c>loss-reasons</c>.</summary>
    public Guid? LossReasonId { get; set; }
    public string? LossNotes { get; set; }
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class DealTable : IEntityTypeConfiguration<Deal>
{
    public void Configure(EntityTypeBuilder<Deal> builder)
    {
        builder.ToTable("deals", "customers");
        builder.Property(d => d.Status).HasMaxLength(Limits.Choice);
        builder.Property(d => d.PipelineStage).HasMaxLength(Limits.Label);
        builder.Property(d => d.ValueCurrency).HasMaxLength(3);
        builder.Property(d => d.Source).HasMaxLength(Limits.Choice);
        builder.Property(d => d.ClosureOutcome).HasMaxLength(10);
        builder.Property(d => d.ValueAmount).HasPrecision(19, 4);
        foreach (var column in Ordered)
        {
            builder.HasIndex([nameof(Deal.TenantId), column, nameof(Deal.Id)]).HasFilter(Alive);
        }

        // With all that counting the whole list asks for.
        builder.HasIndex(d => new { d.TenantId, d.Id }).IncludeProperties(d => d.OrganizationId).HasFilter(Alive);
        builder.HasIndex(d => new { d.TenantId, d.ClosureOutcome, d.ClosedAt }).HasFilter($"{Alive} AND closed_at IS NOT NULL");
    }

    private const string Alive = "deleted_at IS NULL";

    /// <summary>What lists are narrowed and sorted by, each followed by the id as lists are.</summary>
    private static readonly string[] Ordered =
    [
        nameof(Deal.Title), nameof(Deal.Status), nameof(Deal.PipelineId), nameof(Deal.PipelineStageId), nameof(Deal.PipelineStage), nameof(Deal.ValueAmount),
        nameof(Deal.ExpectedCloseAt), nameof(Deal.OwnerUserId), nameof(Deal.Source), nameof(Deal.LossReasonId), nameof(Deal.CreatedAt), nameof(Deal.UpdatedAt),
    ];
}
