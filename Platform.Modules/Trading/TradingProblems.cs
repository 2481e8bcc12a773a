using Platform.Kernel.Http;
using Platform.Trading.Ledger;

namespace Platform.Trading;

/// <summary>The failures that the trading surface documents, with their codes.</summary>
internal static class TradingProblems
{
    public static Problem InvalidValue(string field, string message) =>
        new(ProblemKind.Invalid, $"{field} {message}", "INVALID_VALUE", Details: field);

    public static Problem MissingField(string field) =>
        new(ProblemKind.Invalid, $"{field} is required", "MISSING_FIELD", Details: field);

    public static Problem InvalidInfo(string message) =>
        new(ProblemKind.Invalid, message, "INVALID_INFO_STRUCTURE", "Types that move money require specific fields in info");

    public static Problem InsufficientBalance(string operation, decimal balance, decimal requested) =>
        new(ProblemKind.Unprocessable, $"Insufficient balance for {operation} operation", "INSUFFICIENT_BALANCE",
            $"Account balance: {Money.Format(balance)}, requested: {Money.Format(requested)}");

    /// <summary>Well-formed, but the ledger cannot book it.</summary>
    public static Problem Unbookable(string message, string details) => new(ProblemKind.Unprocessable, message, "INVALID_VALUE", details);

    public static Problem Conflict(string code, string message) => new(ProblemKind.Conflict, message, code);

    public static Problem OAuth(string message) => new(ProblemKind.Invalid, message, "OAUTH_ERROR");

    public static Problem AccessDenied(string message) => new(ProblemKind.Forbidden, message, "ACCESS_DENIED");
}
