using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Labels;

/// <summary>A label that one user puts on customers, for himself.</summary>
public sealed class PersonalLabel : IUserOwned, IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid UserId { get; init; }
    public required string Slug { get; init; }

    [KeyOf(nameof(Slug))]
    public string SlugKey { get; private init; } = "";

    [SortedText]
    public required string Label { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A user's label on a customer.</summary>
public sealed class LabelAssignment : IUserOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public Guid LabelId { get; init; }
    public Guid CustomerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PersonalLabelTable : IEntityTypeConfiguration<PersonalLabel>
{
    public const string UniqueSlug = "ux_labels_slug";

    public void Configure(EntityTypeBuilder<PersonalLabel> builder)
    {
        builder.ToTable("labels", "customers");
        builder.Property(l => l.Slug).HasMaxLength(Limits.Slug);
        builder.Property(l => l.Label).HasMaxLength(Limits.Label);
        builder.HasIndex(l => new { l.TenantId, l.OrganizationId, l.UserId, l.SlugKey }).IsUnique().HasDatabaseName(UniqueSlug);
    }
}

internal sealed class LabelAssignmentTable : IEntityTypeConfiguration<LabelAssignment>
{
    public const string Unique = "ux_label_assignments_pair";

    public void Configure(EntityTypeBuilder<LabelAssignment> builder)
    {
        builder.ToTable("label_assignments", "customers");
        builder.HasOne<PersonalLabel>().WithMany().HasForeignKey(a => a.LabelId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Customer>().WithMany().HasForeignKey(a => a.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.LabelId, a.CustomerId }).IsUnique().HasDatabaseName(Unique);
        builder.HasIndex(a => a.CustomerId);
    }
}
