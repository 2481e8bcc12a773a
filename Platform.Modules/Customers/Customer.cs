using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers;

/// <summary>Whom the business deals with: a person or a company. Everything that is kept about both points here.</summary>
public abstract class Customer : IOrganizationOwned, ISoftDeleted, IRow, ICustomized
{
    public const string PersonKind = "person";
    public const string CompanyKind = "company";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    /// <summary><c>person</c> or <c>company</c>: says which of the two a row is.</summary>
    public string Kind { get; init; } = "";

    [SortedText]
    public string DisplayName { get; set; } = "";
    public string? Description { get; set; }
    public Guid? OwnerUserId { get; set; }

    [SortedText]
    public string? PrimaryEmail { get; set; }
    public string? PrimaryPhone { get; set; }

    /// <summary>Keyed hash of the address in small letters, by which it is found though it may be ciphertext.</summary>
    [Hidden]
    public string? EmailHash { get; set; }

    /// <summary>The same of the number's digits.</summary>
    [Hidden]
    public string? PhoneHash { get; set; }

    [SortedText]
    public string? Status { get; set; }

    [SortedText]
    public string? LifecycleStage { get; set; }

    [SortedText]
    public string? Source { get; set; }
    public string? Temperature { get; set; }
    public string? RenewalQuarter { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset? NextInteractionAt { get; set; }
    public string? NextInteractionName { get; set; }
    public string? NextInteractionRefId { get; set; }
    public string? NextInteractionIcon { get; set; }
    public string? NextInteractionColor { get; set; }
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }
}

/// <summary>Both kinds lie in one table. Columns that a tenant may have encrypted have no bound of their own, because ciphertext is longer than its text.</summary>
internal sealed class CustomerTable : IEntityTypeConfiguration<Customer>
{
    public void Configure(EntityTypeBuilder<Customer> builder)
    {
        builder.ToTable("customers", "customers");
        builder.HasDiscriminator(c => c.Kind).HasValue<Person>(Customer.PersonKind).HasValue<Company>(Customer.CompanyKind);
        builder.Property(c => c.Kind).HasMaxLength(10);
        builder.Property(c => c.EmailHash).HasMaxLength(44);
        builder.Property(c => c.PhoneHash).HasMaxLength(44);
        builder.Property(c => c.Status).HasMaxLength(Limits.Choice);
        builder.Property(c => c.LifecycleStage).HasMaxLength(Limits.Choice);
        builder.Property(c => c.Source).HasMaxLength(Limits.Choice);
        builder.Property(c => c.Temperature).HasMaxLength(Limits.Choice);
        builder.Property(c => c.RenewalQuarter).HasMaxLength(20);
        builder.Property(c => c.NextInteractionRefId).HasMaxLength(Limits.Choice);
        builder.Property(c => c.NextInteractionIcon).HasMaxLength(Limits.Icon);
        builder.Property(c => c.NextInteractionColor).HasMaxLength(Limits.Color);
        // With all that counting a whole list asks for.
        builder.HasIndex(c => new { c.TenantId, c.Kind, c.Id }).IncludeProperties(c => c.OrganizationId).HasFilter("deleted_at IS NULL");
        builder.HasIndex(c => new { c.TenantId, c.Kind, c.CreatedAt, c.Id }).HasFilter("deleted_at IS NULL");
        builder.HasIndex(c => new { c.TenantId, c.Kind, c.DisplayName, c.Id }).HasFilter("deleted_at IS NULL");
        builder.HasIndex(c => new { c.TenantId, c.NextInteractionAt, c.Id }).HasFilter("deleted_at IS NULL AND next_interaction_at IS NOT NULL");
        builder.HasIndex(c => new { c.TenantId, c.EmailHash }).HasFilter("email_hash IS NOT NULL");
        builder.HasIndex(c => new { c.TenantId, c.PhoneHash }).HasFilter("phone_hash IS NOT NULL");
    }
}
