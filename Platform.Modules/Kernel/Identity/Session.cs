using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Kernel.Identity;

/// <summary>A sign-in. Access tokens are bound to it and stop working when it is revoked or ends.</summary>
[NotRecorded("sessions begin and end by signing in and out")]
public sealed class Session : ITenantOwned
{
    /// <summary>The surfaces that begin sessions; a session of one is good on all of them.</summary>
    public static readonly IReadOnlyList<string> Surfaces = ["trading", "business", "operations", "products"];

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Surface { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class SessionTable : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions", "identity");
        builder.Property(s => s.Surface).HasMaxLength(20);
        builder.HasIndex(s => s.UserId);
        builder.HasIndex(s => s.ExpiresAt);
    }
}

/// <summary>A refresh token, kept as its SHA-256. A spent one stays, so that its reuse is noticed.</summary>
[NotRecorded("sessions begin and end by signing in and out")]
public sealed class RefreshToken : ITenantOwned
{
    public required byte[] Hash { get; init; }
    public Guid TenantId { get; init; }
    public Guid SessionId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SpentAt { get; set; }
}

internal sealed class RefreshTokenTable : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("refresh_tokens", "identity");
        builder.HasKey(t => t.Hash);
        builder.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
