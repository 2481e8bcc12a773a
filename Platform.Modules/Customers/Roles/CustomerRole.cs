using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Roles;

/// <summary>What a colleague is for a customer, such as its account manager: one user a role.</summary>
public sealed class CustomerRole : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid CustomerId { get; init; }
    public Guid UserId { get; set; }

    /// <summary>A value of the dictionary of kind <c>role-types</c>, or any other short text.</summary>
    [SortedText]
    public required string RoleType { get; init; }

    [KeyOf(nameof(RoleType))]
    public string RoleTypeKey { get; private init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class CustomerRoleTable : IEntityTypeConfiguration<CustomerRole>
{
    public const string Unique = "ux_roles_type";

    public void Configure(EntityTypeBuilder<CustomerRole> builder)
    {
        builder.ToTable("roles", "customers");
        builder.Property(r => r.RoleType).HasMaxLength(Limits.Choice);
        builder.HasOne<Customer>().WithMany().HasForeignKey(r => r.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(r => new { r.CustomerId, r.RoleTypeKey }).IsUnique().HasDatabaseName(Unique);
        builder.HasIndex(r => new { r.TenantId, r.RoleTypeKey });
    }
}
