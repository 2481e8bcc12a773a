using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.BotKeys;

/// <summary>A bot key as its owner sees it; its secret is shown by its creation only.</summary>
/// <param name="TradingIds">The tradings that it is for; null for all of yours.</param>
/// <param name="LastUsedAt">When the platform took an event that was signed with it, to a minute; null when there was none.</param>
public sealed record BotKeyView(
    Guid Id, string Name, IReadOnlyList<Guid>? TradingIds, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static readonly System.Linq.Expressions.Expression<Func<BotKey, BotKeyView>> Of = k =>
        new(k.Id, k.Name, k.TradingIds, k.ExpiresAt, k.LastUsedAt, k.CreatedAt, k.UpdatedAt);

    internal static readonly Func<BotKey, BotKeyView> From = Of.Compile();

    public Json Info { get; } = Json.Empty;
}

/// <summary>A page of bot keys.</summary>
public sealed record BotKeyList(IReadOnlyList<BotKeyView> BotKeys, Pagination Pagination);

/// <summary>A bot key that was made.</summary>
/// <param name="Secret">Shown this once; null when a request with the same `Idempotency-Key` has shown it before.</param>
public sealed record BotKeyMade(
    Guid Id, string Name, IReadOnlyList<Guid>? TradingIds, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string? Secret)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>A new bot key, for all of your tradings or for some.</summary>
/// <param name="TradingIds">1 to 100 of your tradings; all of yours, later ones included, when left out.</param>
/// <param name="ExpiresAt">From when on it is not valid; never when left out.</param>
[ValidatableType]
public sealed record NewBotKey([property: Needed, Text(1, 100)] string? Name, IReadOnlyList<Guid>? TradingIds, DateTimeOffset? ExpiresAt);

/// <summary>Another name of a bot key; what is left out stays.</summary>
[ValidatableType]
public sealed record BotKeyChange([property: Text(1, 100)] string? Name);
