using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Kernel.Identity;

/// <summary>An address that a user wants to have, until whoever reads its mail confirms it: the token is in that mail, and kept as a hash.</summary>
[NotRecorded("a wish that is confirmed or ends")]
public sealed class EmailChange : ITenantOwned
{
    public required byte[] Hash { get; init; }
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }

    /// <summary>The new address, sealed.</summary>
    public required string Email { get; init; }

    /// <summary>A hash of the address and password that the user had when he wished it: with another of either the wish is void.</summary>
    public required byte[] Basis { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was confirmed, or replaced by a later one.</summary>
    public DateTimeOffset? SpentAt { get; set; }
}

internal sealed class EmailChangeTable : IEntityTypeConfiguration<EmailChange>
{
    public void Configure(EntityTypeBuilder<EmailChange> builder)
    {
        builder.ToTable("email_changes", "identity");
        builder.HasKey(c => c.Hash);
        builder.HasIndex(c => c.UserId);
        builder.HasIndex(c => c.ExpiresAt);
    }
}
