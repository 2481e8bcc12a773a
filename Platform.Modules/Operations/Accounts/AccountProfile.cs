using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Operations.Accounts;

/// <summary>What the operation center keeps of a user: that he has an account there, and in which role.</summary>
public sealed class AccountProfile : ITenantOwned
{
    /// <summary>The user's.</summary>
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public Guid RoleId { get; set; }
    public string Phone { get; set; } = "";
    public Json Data { get; set; } = Json.Empty;

    /// <summary>The organization whose account made it; null for what no account has made.</summary>
    public Guid? CreatedBy { get; init; }
    public Guid? UpdatedBy { get; set; }
}

internal sealed class AccountProfileTable : IEntityTypeConfiguration<AccountProfile>
{
    public const int MaxPhone = 50;

    public void Configure(EntityTypeBuilder<AccountProfile> builder)
    {
        builder.ToTable("accounts", "operations");
        builder.Property(p => p.Phone).HasMaxLength(MaxPhone);
        builder.HasIndex(p => new { p.TenantId, p.RoleId });
    }
}
