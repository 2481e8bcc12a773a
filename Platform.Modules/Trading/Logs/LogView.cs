using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.Logs;

/// <summary>A trading log as its owner sees it.</summary>
public sealed record LogView(
    Guid Id, DateTimeOffset Timestamp, string Type, string Source, string Message, Guid? TransactionId, Guid? SubAccountId,
    Guid TradingId, Guid UserId, Json Info);

/// <summary>A page of trading logs, newest first.</summary>
public sealed record LogList(IReadOnlyList<LogView> TradingLogs, Pagination Pagination);

/// <summary>
/// A new trading log. The types long, short, stop_loss, deposit and withdraw move money, and need the matching <c>info</c>;
/// any other type is a note.
/// </summary>
[ValidatableType]
public sealed record NewLog(
    [property: Needed] Guid? TradingId,
    [property: Needed, Text(1, 50)] string? Type,
    [property: Needed, OneOf("manual", "bot", "api")] string? Source,
    [property: Needed, Text(1, 4000, Lines = true)] string? Message,
    Guid? SubAccountId,
    Guid? TransactionId,
    Json? Info);
