using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Auth.Sidebar;

/// <summary>The sidebar of a user or of all users of a role, in one language.</summary>
public sealed class SidebarPreference : ITenantOwned
{
    public Guid TenantId { get; init; }

    /// <summary>A user's or a role's id.</summary>
    public Guid SubjectId { get; init; }
    public required string Locale { get; init; }
    public Json Settings { get; set; } = Json.Empty;
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class SidebarPreferenceTable : IEntityTypeConfiguration<SidebarPreference>
{
    public void Configure(EntityTypeBuilder<SidebarPreference> builder)
    {
        builder.ToTable("sidebar_preferences", "auth");
        builder.HasKey(p => new { p.TenantId, p.SubjectId, p.Locale });
        builder.Property(p => p.Locale).HasMaxLength(10);
    }
}

/// <summary>A named arrangement that a user has saved; the active one takes the place of his preferences.</summary>
public sealed class SidebarVariant : IUserOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Locale { get; init; }
    public required string Name { get; set; }
    public bool IsActive { get; set; }
    public Json Settings { get; set; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class SidebarVariantTable : IEntityTypeConfiguration<SidebarVariant>
{
    public void Configure(EntityTypeBuilder<SidebarVariant> builder)
    {
        builder.ToTable("sidebar_variants", "auth");
        builder.Property(v => v.Locale).HasMaxLength(10);
        builder.Property(v => v.Name).HasMaxLength(120);
        builder.HasIndex(v => new { v.TenantId, v.UserId, v.Locale }).IsUnique().HasFilter("is_active AND deleted_at IS NULL");
        builder.HasIndex(v => new { v.UserId, v.Locale }).HasFilter("deleted_at IS NULL");
    }
}
