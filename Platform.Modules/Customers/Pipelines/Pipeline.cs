using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Customers.Pipelines;

/// <summary>The way that deals of an organization take; one of its pipelines is the default.</summary>
public sealed class Pipeline : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string Name { get; set; }
    public bool IsDefault { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A step of a pipeline.</summary>
public sealed class PipelineStage : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid PipelineId { get; init; }
    public required string Label { get; set; }
    /// <summary>Where it stands among the stages, from 0.</summary>
    public int Position { get; set; }
    public string? Color { get; set; }
    public string? Icon { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class PipelineTable : IEntityTypeConfiguration<Pipeline>
{
    public const string UniqueDefault = "ux_pipelines_default";

    public void Configure(EntityTypeBuilder<Pipeline> builder)
    {
        builder.ToTable("pipelines", "customers");
        builder.Property(p => p.Name).HasMaxLength(Limits.Name);
        builder.HasIndex(p => new { p.TenantId, p.OrganizationId }, "ix_pipelines_organization");
        builder.HasIndex(p => new { p.TenantId, p.OrganizationId }, UniqueDefault).IsUnique().HasFilter("is_default");
    }
}

internal sealed class PipelineStageTable : IEntityTypeConfiguration<PipelineStage>
{
    public void Configure(EntityTypeBuilder<PipelineStage> builder)
    {
        builder.ToTable("pipeline_stages", "customers");
        builder.Property(s => s.Label).HasMaxLength(Limits.Label);
        builder.Property(s => s.Color).HasMaxLength(Limits.Color);
        builder.Property(s => s.Icon).HasMaxLength(Limits.Icon);
        builder.HasOne<Pipeline>().WithMany().HasForeignKey(s => s.PipelineId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(s => new { s.TenantId, s.PipelineId, s.Position });
    }
}
