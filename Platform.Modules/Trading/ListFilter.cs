using Npgsql;

namespace Platform.Trading;

/// <summary>What the lists of transactions and of trading logs share: account, time and page.</summary>
internal sealed record ListFilter(Guid? SubAccountId, Guid? TradingId, DateTimeOffset? Start, DateTimeOffset? End, int Limit, int Offset)
{
    public static ListFilter Read(QueryReader query)
    {
        var filter = new ListFilter(
            query.Id("sub_account_id"), query.Id("trading_id"), query.Time("start_date"), query.Time("end_date"),
            query.Number("limit", usual: 100, min: 1, max: 1000), query.Number("offset", usual: 0, min: 0, max: int.MaxValue));
        query.Check(!(filter.Start > filter.End), "INVALID_DATE_RANGE", "start_date must not be after end_date");
        return filter;
    }

    public bool HasTime => Start is not null || End is not null;

    /// <summary>
    /// The condition of the list. The narrowest owner is compared alone, through a sub-select that checks who owns it:
    /// so each filter has exactly one index to walk in order.
    /// </summary>
    public string Condition(Guid userId, NpgsqlParameterCollection parameters)
    {
        var user = parameters.Place(userId);
        var condition = (SubAccountId, TradingId) switch
        {
            ({ } account, { } trading) =>
                $"sub_account_id = (SELECT id FROM trading.sub_accounts WHERE id = {parameters.Place(account)} AND trading_id = {parameters.Place(trading)} AND user_id = {user})",
            ({ } account, null) => $"sub_account_id = (SELECT id FROM trading.sub_accounts WHERE id = {parameters.Place(account)} AND user_id = {user})",
            (null, { } trading) => $"trading_id = (SELECT id FROM trading.tradings WHERE id = {parameters.Place(trading)} AND user_id = {user})",
            _ => $"user_id = {user}",
        };
        return condition
            + (Start is { } start ? $" AND timestamp >= {parameters.Place(start.UtcDateTime)}" : "")
            + (End is { } end ? $" AND timestamp <= {parameters.Place(end.UtcDateTime)}" : "");
    }

    public Pagination Page(long total)
    {
        var next = (long)Offset + Limit;
        return next < total && next <= int.MaxValue ? new(total, Limit, Offset, true, (int)next) : new(total, Limit, Offset, false, null);
    }
}

/// <summary>Where a page stands in its list.</summary>
/// <param name="NextOffset">The offset of the next page; left out on the last.</param>
public sealed record Pagination(
    long Total, int Limit, int Offset, bool HasMore,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] int? NextOffset);

internal static class Placeholders
{
    /// <summary>Adds a value and returns its place in the statement, such as <c>$3</c>.</summary>
    public static string Place(this NpgsqlParameterCollection parameters, object value)
    {
        parameters.Add(new NpgsqlParameter { Value = value });
        return $"${parameters.Count}";
    }
}
