using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Operations.Roles;

/// <summary>A role of the operation center: of accounts, or of the organizations of one level.</summary>
[Global("The same few roles for all tenants, written by migrations only.")]
public sealed class CenterRole
{
    public Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Description { get; set; }

    /// <summary>The level whose organizations have the role; null for a role of accounts.</summary>
    public string? Level { get; set; }
    public List<string> Permissions { get; set; } = [];

    /// <summary>What an account with the role may do on the business surface, in its organization and below.</summary>
    public List<string> Features { get; set; } = [];
}

internal sealed class CenterRoleTable : IEntityTypeConfiguration<CenterRole>
{
    public void Configure(EntityTypeBuilder<CenterRole> builder)
    {
        builder.ToTable("roles", "operations");
        builder.Property(r => r.Name).HasMaxLength(50);
        builder.Property(r => r.Description).HasMaxLength(200);
        builder.Property(r => r.Level).HasMaxLength(20);
        builder.HasIndex(r => r.Level).IsUnique();
    }
}
