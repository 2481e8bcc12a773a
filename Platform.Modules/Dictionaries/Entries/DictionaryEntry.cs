using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Dictionaries.Lists;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Dictionaries.Entries;

/// <summary>One value of a dictionary.</summary>
public sealed class DictionaryEntry : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid DictionaryId { get; init; }
    public required string Value { get; set; }

    [KeyOf(nameof(Value))]
    public string NormalizedValue { get; private init; } = "";

    [SortedText]
    public required string Label { get; set; }
    public string? Color { get; set; }
    public string? Icon { get; set; }
    public int Position { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class DictionaryEntryTable : IEntityTypeConfiguration<DictionaryEntry>
{
    public const string UniqueValue = "ux_entries_dictionary_value";

    public void Configure(EntityTypeBuilder<DictionaryEntry> builder)
    {
        builder.ToTable("entries", "dictionaries");
        builder.Property(e => e.Value).HasMaxLength(150);
        builder.Property(e => e.Label).HasMaxLength(150);
        builder.Property(e => e.Color).HasMaxLength(7);
        builder.Property(e => e.Icon).HasMaxLength(100);
        builder.HasIndex(e => new { e.DictionaryId, e.NormalizedValue }).IsUnique().HasDatabaseName(UniqueValue);
        builder.HasOne<Dictionary>().WithMany().HasForeignKey(e => e.DictionaryId);
    }
}
