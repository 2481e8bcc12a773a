using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Dictionaries;

/// <summary>A value that people choose for a field of customers and deals, such as a status; organizations below see it too.</summary>
public sealed class Choice : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid OrganizationId { get; init; }

    /// <summary>Which field it is for, such as <c>lifecycle-stages</c>.</summary>
    public required string Kind { get; init; }
    public required string Value { get; set; }

    [KeyOf(nameof(Value))]
    public string NormalizedValue { get; private init; } = "";
    public required string Label { get; set; }
    public string? Color { get; set; }
    public string? Icon { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>How a kind of choices is offered in an organization.</summary>
public sealed class KindSetting : ITenantOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid OrganizationId { get; init; }
    public required string Kind { get; init; }

    /// <summary><c>single</c> or <c>multi</c>.</summary>
    public string SelectionMode { get; set; } = "single";
    public bool VisibleInTags { get; set; } = true;
    public int SortOrder { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ChoiceTable : IEntityTypeConfiguration<Choice>
{
    public const string Unique = "ux_choices_value";

    public void Configure(EntityTypeBuilder<Choice> builder)
    {
        builder.ToTable("choices", "customers");
        builder.Property(c => c.Kind).HasMaxLength(Limits.Slug);
        builder.Property(c => c.Value).HasMaxLength(Limits.Choice);
        builder.Property(c => c.Label).HasMaxLength(Limits.Label);
        builder.Property(c => c.Color).HasMaxLength(Limits.Color);
        builder.Property(c => c.Icon).HasMaxLength(Limits.Icon);
        builder.HasIndex(c => new { c.TenantId, c.OrganizationId, c.Kind, c.NormalizedValue }).IsUnique().HasDatabaseName(Unique);
    }
}

internal sealed class KindSettingTable : IEntityTypeConfiguration<KindSetting>
{
    public const string Unique = "ux_kind_settings_kind";

    public void Configure(EntityTypeBuilder<KindSetting> builder)
    {
        builder.ToTable("kind_settings", "customers");
        builder.Property(s => s.Kind).HasMaxLength(Limits.Slug);
        builder.Property(s => s.SelectionMode).HasMaxLength(10);
        builder.HasIndex(s => new { s.TenantId, s.OrganizationId, s.Kind }).IsUnique().HasDatabaseName(Unique);
    }
}
