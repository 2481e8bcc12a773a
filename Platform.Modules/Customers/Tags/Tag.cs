using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Tags;

/// <summary>A tag of an organization, put on its people and companies.</summary>
public sealed class Tag : IOrganizationOwned, ISoftDeleted, IRow
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    [SortedText]
    public string Slug { get; set; } = "";

    [KeyOf(nameof(Slug))]
    public string SlugKey { get; private init; } = "";

    [SortedText]
    public string Label { get; set; } = "";
    public string? Color { get; set; }
    public string? Description { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>A tag on a customer. It outlasts the deletion of the tag, unseen, so that an undo brings back both, however many there are.</summary>
public sealed class TagAssignment : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid TagId { get; init; }
    public Guid CustomerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    public Tag? Tag { get; init; }
}

internal sealed class TagTable : IEntityTypeConfiguration<Tag>
{
    public const string UniqueSlug = "ux_tags_slug";

    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("tags", "customers");
        builder.Property(t => t.Slug).HasMaxLength(Limits.Slug);
        builder.Property(t => t.Label).HasMaxLength(Limits.Label);
        builder.Property(t => t.Color).HasMaxLength(Limits.Color);
        builder.Property(t => t.Description).HasMaxLength(Limits.Text);
        builder.HasIndex(t => new { t.TenantId, t.OrganizationId, t.SlugKey }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueSlug);
    }
}

internal sealed class TagAssignmentTable : IEntityTypeConfiguration<TagAssignment>
{
    public const string Unique = "ux_tag_assignments_pair";

    public void Configure(EntityTypeBuilder<TagAssignment> builder)
    {
        builder.ToTable("tag_assignments", "customers");
        builder.HasOne(a => a.Tag).WithMany().HasForeignKey(a => a.TagId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Customer>().WithMany().HasForeignKey(a => a.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.CustomerId, a.TagId }).IsUnique().HasDatabaseName(Unique);
        builder.HasIndex(a => new { a.TagId, a.CustomerId });
    }
}
