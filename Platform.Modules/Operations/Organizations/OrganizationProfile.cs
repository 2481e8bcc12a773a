using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Operations.Organizations;

/// <summary>What the operation center keeps of an organization of the directory: its level, and who made it.</summary>
public sealed class OrganizationProfile : ITenantOwned
{
    /// <summary>The organization's.</summary>
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public required string Level { get; init; }
    public string Description { get; set; } = "";
    public Json Data { get; set; } = Json.Empty;
    public bool IsMfaRequired { get; set; }

    /// <summary>The organization whose account made it; null for what no account has made.</summary>
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public Guid? UpdatedBy { get; set; }
    public DateTimeOffset? UpdatedAt { get; set; }
}

internal sealed class OrganizationProfileTable : IEntityTypeConfiguration<OrganizationProfile>
{
    public const int MaxDescription = 2000;

    public void Configure(EntityTypeBuilder<OrganizationProfile> builder)
    {
        builder.ToTable("organizations", "operations");
        builder.Property(p => p.Level).HasMaxLength(20);
        builder.Property(p => p.Description).HasMaxLength(MaxDescription);
        builder.HasIndex(p => new { p.TenantId, p.Level });
    }
}
