using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Trading.BotKeys;

/// <summary>What a user's bots sign their events with. Revoking marks it: what the stream took before is judged by it still.</summary>
public sealed class BotKey : IUserOwned, ISoftDeleted
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Name { get; set; }

    [KeyOf(nameof(Name))]
    public string NameKey { get; private init; } = "";

    /// <summary>The tradings that it may report for; null for all of the user's.</summary>
    public List<Guid>? TradingIds { get; init; }

    /// <summary>Sealed, not hashed: whoever checks an HMAC must have its key.</summary>
    [Hidden]
    public required byte[] SealedSecret { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the stream took an event that is signed with it, to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>What the sealed secret belongs to.</summary>
    public static string ContextOf(Guid id) => $"bot-key:{id}";
}

internal sealed class BotKeyTable : IEntityTypeConfiguration<BotKey>
{
    public const string UniqueName = "ux_bot_keys_user_name";

    public void Configure(EntityTypeBuilder<BotKey> builder)
    {
        builder.ToTable("bot_keys", "trading");
        builder.Property(k => k.Name).HasMaxLength(100);
        builder.HasIndex(k => new { k.UserId, k.NameKey }).IsUnique().HasFilter("deleted_at IS NULL").HasDatabaseName(UniqueName);
    }
}
