using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;

namespace Platform.Customers.Comments;

/// <summary>A note on a customer, or on one of its deals.</summary>
public sealed class Comment : IOrganizationOwned, ISoftDeleted, IRow
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid EntityId { get; set; }
    public Guid? DealId { get; set; }
    public string Body { get; set; } = "";
    public Guid? AuthorUserId { get; set; }
    public string? AppearanceIcon { get; set; }
    public string? AppearanceColor { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public Customer? Customer { get; init; }
}

internal sealed class CommentTable : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> builder)
    {
        builder.ToTable("comments", "customers");
        builder.Property(c => c.AppearanceIcon).HasMaxLength(Limits.Icon);
        builder.Property(c => c.AppearanceColor).HasMaxLength(Limits.Color);
        builder.HasOne(c => c.Customer).WithMany().HasForeignKey(c => c.EntityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.TenantId, c.EntityId, c.CreatedAt });
        builder.HasIndex(c => new { c.TenantId, c.DealId }).HasFilter("deal_id IS NOT NULL");
    }
}
