using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Auth.Resets;

/// <summary>Lets whoever has it set the password of a user, once: sent by mail, kept as a hash.</summary>
[NotRecorded("a link that is spent or ends")]
public sealed class PasswordToken : ITenantOwned
{
    public const string Reset = "reset";
    public const string Invite = "invite";

    public required byte[] Hash { get; init; }
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Kind { get; init; }

    /// <summary>Of the address that it was sent to: of a user who has another one by now it opens nothing.</summary>
    public required byte[] EmailHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or replaced by a later one.</summary>
    public DateTimeOffset? SpentAt { get; set; }
}

internal sealed class PasswordTokenTable : IEntityTypeConfiguration<PasswordToken>
{
    public void Configure(EntityTypeBuilder<PasswordToken> builder)
    {
        builder.ToTable("password_tokens", "auth");
        builder.HasKey(t => t.Hash);
        builder.Property(t => t.Kind).HasMaxLength(20);
        builder.HasIndex(t => t.UserId);
        builder.HasIndex(t => t.ExpiresAt);
    }
}
