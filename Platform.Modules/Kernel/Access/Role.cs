using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Access;

/// <summary>A role of a tenant; what it may do stands in its access list.</summary>
public sealed class Role : ITenantOwned, IRow, ICustomized
{
    public const string SuperAdmin = "superadmin";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }

    [SortedText]
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class RoleTable : IEntityTypeConfiguration<Role>
{
    public const string UniqueName = "ux_roles_name";

    public void Configure(EntityTypeBuilder<Role> builder)
    {
        builder.ToTable("roles", "access");
        builder.Property(r => r.Name).HasMaxLength(100);
        builder.HasIndex(r => new { r.TenantId, r.NameKey }).IsUnique().HasDatabaseName(UniqueName);
    }
}

/// <summary>Says that a user has a role.</summary>
public sealed class UserRole : ITenantOwned, IGrantsRights
{
    public Guid UserId { get; init; }
    public Guid RoleId { get; init; }
    public Guid TenantId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class UserRoleTable : IEntityTypeConfiguration<UserRole>
{
    public void Configure(EntityTypeBuilder<UserRole> builder)
    {
        builder.ToTable("user_roles", "access");
        builder.HasKey(r => new { r.UserId, r.RoleId });
        builder.HasIndex(r => r.RoleId);
    }
}

/// <summary>What a role, or a user in place of his roles, may do.</summary>
/// <remarks>A user's own list replaces those of his roles entirely.</remarks>
public sealed class AccessList : ITenantOwned, IGrantsRights
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }

    /// <summary>The role or user that it is of.</summary>
    public Guid HolderId { get; init; }
    public bool IsUsers { get; init; }
    public bool IsSuperAdmin { get; set; }
    public List<string> Features { get; set; } = [];

    /// <summary>Null for every organization of the tenant.</summary>
    public List<Guid>? Organizations { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class AccessListTable : IEntityTypeConfiguration<AccessList>
{
    public void Configure(EntityTypeBuilder<AccessList> builder)
    {
        builder.ToTable("access_lists", "access");
        builder.HasIndex(a => new { a.HolderId, a.TenantId }).IsUnique();
    }
}
