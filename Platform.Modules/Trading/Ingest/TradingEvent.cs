namespace Platform.Trading.Ingest;

/// <summary>An event that says what happened, checked as far as that is possible without the database.</summary>
/// <param name="Source">The bot's name for itself.</param>
internal sealed record TradingEvent(
    string Id, string Type, DateTimeOffset Timestamp, Guid UserId, Guid TradingId, Guid? SubAccountId, string? Source, EventDetail Detail);

/// <summary>What an event says besides who and when.</summary>
/// <param name="Metadata">The publisher's own object as UTF-8 JSON, or nothing.</param>
internal abstract record EventDetail(ReadOnlyMemory<byte> Metadata)
{
    public bool MovesMoney => this is BalanceDetail or HoldDetail;
}

internal sealed record OrderDetail(
    string OrderId, string Symbol, string Side, string OrderType, decimal Amount, decimal? Price, string Status, string Message,
    ReadOnlyMemory<byte> Metadata) : EventDetail(Metadata);

/// <summary>A balance that a bot reports: <paramref name="Direction"/> 1 credits, -1 debits.</summary>
internal sealed record BalanceDetail(
    string Symbol, decimal Previous, decimal New, decimal Amount, short Direction, string Reason, string? RelatedOrderId,
    decimal? Price, string? QuoteSymbol, ReadOnlyMemory<byte> Metadata) : EventDetail(Metadata);

/// <summary>An amount that a bot sets aside, or gives back.</summary>
internal sealed record HoldDetail(
    bool Locks, string Symbol, decimal Amount, string? Reason, string? RelatedOrderId, ReadOnlyMemory<byte> Metadata) : EventDetail(Metadata);

internal sealed record SignalDetail(
    string SignalType, string Symbol, decimal Confidence, decimal? Price, string Strategy, string Reasoning,
    ReadOnlyMemory<byte> Metadata) : EventDetail(Metadata);

internal sealed record ErrorDetail(
    string Code, string Message, string Severity, string Component, string? StackTrace, ReadOnlyMemory<byte> Metadata) : EventDetail(Metadata);

internal sealed record HeartbeatDetail(string Status, string Component) : EventDetail(ReadOnlyMemory<byte>.Empty);
