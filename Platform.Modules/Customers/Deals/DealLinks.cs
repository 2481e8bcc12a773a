using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Customers.Deals;

/// <summary>A person or a company has a part in a deal.</summary>
public sealed class DealCustomer : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid DealId { get; init; }
    public Guid CustomerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public Deal? Deal { get; init; }
    public Customer? Customer { get; init; }
}

/// <summary>When a deal came to a stage last; one row a stage.</summary>
public sealed class StageTransition : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid DealId { get; init; }
    public Guid PipelineId { get; set; }
    public Guid StageId { get; init; }

    /// <summary>As the stage was called and placed then.</summary>
    public required string StageLabel { get; set; }
    public int StageOrder { get; set; }
    public DateTimeOffset TransitionedAt { get; set; }
    public Guid? TransitionedByUserId { get; set; }
}

internal sealed class DealCustomerTable : IEntityTypeConfiguration<DealCustomer>
{
    public const string Unique = "ux_deal_customers_pair";

    public void Configure(EntityTypeBuilder<DealCustomer> builder)
    {
        builder.ToTable("deal_customers", "customers");
        builder.HasOne(l => l.Deal).WithMany().HasForeignKey(l => l.DealId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(l => l.Customer).WithMany().HasForeignKey(l => l.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(l => new { l.DealId, l.CustomerId }).IsUnique().HasDatabaseName(Unique);
        builder.HasIndex(l => new { l.CustomerId, l.DealId });
    }
}

internal sealed class StageTransitionTable : IEntityTypeConfiguration<StageTransition>
{
    public const string Unique = "ux_stage_transitions_pair";

    public void Configure(EntityTypeBuilder<StageTransition> builder)
    {
        builder.ToTable("stage_transitions", "customers");
        builder.Property(t => t.StageLabel).HasMaxLength(Limits.Label);
        builder.HasOne<Deal>().WithMany().HasForeignKey(t => t.DealId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => new { t.DealId, t.StageId }).IsUnique().HasDatabaseName(Unique);
    }
}
