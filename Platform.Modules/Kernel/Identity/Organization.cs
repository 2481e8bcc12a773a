using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>A part of a tenant, such as a branch. Only the parent is stored; what else the tree says is computed by <see cref="OrganizationTree"/>.</summary>
public sealed class Organization : ITenantOwned, IRow, ICustomized, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }

    [SortedText]
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";
    public string? Slug { get; set; }
    public string? LogoUrl { get; set; }
    public Guid? ParentId { get; set; }
    public bool IsActive { get; set; } = true;
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class OrganizationTable : IEntityTypeConfiguration<Organization>
{
    public const string UniqueSlug = "ux_organizations_slug";

    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations", "identity");
        builder.Property(o => o.Name).HasMaxLength(200);
        builder.Property(o => o.Slug).HasMaxLength(150);
        builder.Property(o => o.LogoUrl).HasMaxLength(2048);
        builder.HasIndex(o => new { o.TenantId, o.ParentId });
        builder.HasIndex(o => o.Slug).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueSlug);
    }
}
