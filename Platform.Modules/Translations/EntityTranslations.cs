using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Translations;

/// <summary>What the texts of one record are in other languages: a JSON object <c>{locale: {field: text}}</c>.</summary>
public sealed class EntityTranslations : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    /// <summary>Such as <c>catalog:product</c>.</summary>
    public required string EntityType { get; init; }
    public required string EntityId { get; init; }
    public Json Translations { get; set; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class EntityTranslationsTable : IEntityTypeConfiguration<EntityTranslations>
{
    public const int MaxEntityType = 100;
    public const int MaxEntityId = 100;

    public void Configure(EntityTypeBuilder<EntityTranslations> builder)
    {
        builder.ToTable("entity_translations", "translations");
        builder.Property(t => t.EntityType).HasMaxLength(MaxEntityType);
        builder.Property(t => t.EntityId).HasMaxLength(MaxEntityId);
        builder.HasIndex(t => new { t.TenantId, t.OrganizationId, t.EntityType, t.EntityId }).IsUnique().AreNullsDistinct(false);
    }
}

/// <summary>The languages that a tenant translates into.</summary>
public sealed class TenantLocales : ITenantOwned
{
    public Guid TenantId { get; init; }
    public List<string> Locales { get; set; } = [];
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class TenantLocalesTable : IEntityTypeConfiguration<TenantLocales>
{
    public void Configure(EntityTypeBuilder<TenantLocales> builder)
    {
        builder.ToTable("tenant_locales", "translations");
        builder.HasKey(l => l.TenantId);
    }
}
