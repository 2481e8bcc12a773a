using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.Ledger;

/// <summary>A transaction as its owner sees it; amounts are decimal text.</summary>
public sealed record TransactionView(
    Guid Id, DateTimeOffset Timestamp, string Direction, string Reason, string Amount, string ClosingBalance, string Price, string QuoteSymbol,
    Guid SubAccountId, Guid TradingId, Guid UserId, Json Info);

/// <summary>A page of transactions, newest first.</summary>
public sealed record TransactionList(IReadOnlyList<TransactionView> Transactions, Pagination Pagination);

/// <summary>Transactions: read only, by plain batches, because lists of them are long.</summary>
internal static class TransactionEndpoints
{
    private const string Columns =
        "id, timestamp, direction, reason, amount, closing_balance, price, quote_symbol, sub_account_id, trading_id, user_id, info";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/transactions").WithTags("Transactions");
        group.MapGet("", List).WithSummary("List transactions, newest first")
            .WithDescription("""
                Without a date filter `total` is read from counters that every posting keeps, so it costs nothing however long the list is;
                with `start_date` or `end_date` the range is counted.
                """)
            .WithQuery("sub_account_id", "trading_id", "start_date", "end_date", "direction", "limit", "offset");
        group.MapGet("/{transaction_id:guid}", Read).WithSummary("Read a transaction");
    }

    private static async Task<Outcome<TransactionList>> List(HttpRequest request, Actor actor, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var filter = ListFilter.Read(query);
        short? direction = query.Choice("direction", "debit", "credit") switch { "credit" => Posting.Credit, "debit" => Posting.Debit, _ => null };
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(actor.Scope);
        batch.BatchCommands.Add(Total(filter, direction, actor.Scope.UserId));
        batch.BatchCommands.Add(Rows(filter, direction, actor.Scope.UserId));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var rows = new List<TransactionView>(filter.Limit);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(View(reader));
        }

        return new TransactionList(rows, filter.Page(total));
    }

    private static async Task<Outcome<TransactionView>> Read(Guid transaction_id, Actor actor, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(actor.Scope);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT {Columns} FROM trading.transactions WHERE id = $1 AND user_id = $2")
        {
            Parameters = { new() { Value = transaction_id }, new() { Value = actor.Scope.UserId } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? View(reader) : Problem.NotFound("Transaction");
    }

    private static NpgsqlBatchCommand Rows(ListFilter filter, short? direction, Guid userId)
    {
        var command = new NpgsqlBatchCommand();
        var condition = filter.Condition(userId, command.Parameters) + Directed(direction);
        command.Parameters.Add(new() { Value = filter.Limit });
        command.Parameters.Add(new() { Value = filter.Offset });
        var (limit, offset) = ($"${command.Parameters.Count - 1}", $"${command.Parameters.Count}");

        // Asked once, before the first row: a page beyond the end walks nothing.
        var within = filter.HasTime ? "" : $" AND {offset} < ({Counters(filter, direction, userId, command.Parameters)})";
        command.CommandText = $"""
            SELECT {Columns} FROM trading.transactions WHERE {condition}{within}
            ORDER BY timestamp DESC, id DESC LIMIT {limit} OFFSET {offset}
            """;
        return command;
    }

    private static NpgsqlBatchCommand Total(ListFilter filter, short? direction, Guid userId)
    {
        var command = new NpgsqlBatchCommand();
        command.CommandText = filter.HasTime
            ? $"SELECT count(*) FROM trading.transactions WHERE {filter.Condition(userId, command.Parameters)}{Directed(direction)}"
            : Counters(filter, direction, userId, command.Parameters);
        return command;
    }

    private static string Counters(ListFilter filter, short? direction, Guid userId, NpgsqlParameterCollection parameters)
    {
        var counted = direction switch { Posting.Credit => "credits", Posting.Debit => "debits", _ => "credits + debits" };
        return $"SELECT coalesce(sum({counted}), 0)::bigint FROM trading.sub_accounts WHERE user_id = {parameters.Place(userId)}"
            + (filter.TradingId is { } trading ? $" AND trading_id = {parameters.Place(trading)}" : "")
            + (filter.SubAccountId is { } account ? $" AND id = {parameters.Place(account)}" : "");
    }

    private static string Directed(short? direction) => direction switch
    {
        Posting.Credit => " AND direction = 1",
        Posting.Debit => " AND direction = -1",
        _ => "",
    };

    private static TransactionView View(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt16(2) == Posting.Credit ? "credit" : "debit", row.GetString(3),
        Money.Format(row.GetDecimal(4)), Money.Format(row.GetDecimal(5)), Money.Format(row.GetDecimal(6)), row.GetString(7),
        row.GetGuid(8), row.GetGuid(9), row.GetGuid(10), new Json(row.GetString(11)));
}
