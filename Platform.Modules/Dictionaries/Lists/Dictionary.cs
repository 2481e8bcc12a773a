using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Dictionaries.Lists;

/// <summary>A list of values of one organization, which those below it use too.</summary>
public sealed class Dictionary : IOrganizationOwned, ISoftDeleted
{
    /// <summary>Prices hang on it: its key stays, and it is neither switched off nor deleted.</summary>
    public const string Currency = "currency";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string Key { get; set; }

    [SortedText]
    public required string Name { get; set; }
    public string? Description { get; set; }
    public bool IsSystem { get; init; }
    public bool IsActive { get; set; } = true;
    public string ManagerVisibility { get; set; } = "default";

    /// <summary>The one entry that is chosen unless another is. It may name a deleted entry, whose undo makes it the default again.</summary>
    public Guid? DefaultEntryId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public bool IsProtected => Key == Currency;
}

internal sealed class DictionaryTable : IEntityTypeConfiguration<Dictionary>
{
    public const string UniqueKey = "ux_dictionaries_organization_key";

    public void Configure(EntityTypeBuilder<Dictionary> builder)
    {
        builder.ToTable("dictionaries", "dictionaries");
        builder.Property(d => d.Key).HasMaxLength(100);
        builder.Property(d => d.Name).HasMaxLength(200);
        builder.Property(d => d.Description).HasMaxLength(2000);
        builder.Property(d => d.ManagerVisibility).HasMaxLength(10);
        builder.HasIndex(d => new { d.TenantId, d.OrganizationId, d.Key }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueKey);
    }
}
