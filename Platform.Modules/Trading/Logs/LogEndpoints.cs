using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Trading.Ledger;
using Platform.Trading.Tradings;

namespace Platform.Trading.Logs;

/// <summary>Trading logs: what bots and people did; some of it moves money.</summary>
internal static class LogEndpoints
{
    private const string Columns = "id, timestamp, type, source, message, transaction_id, sub_account_id, trading_id, user_id, info";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/trading-logs").WithTags("Trading logs");
        group.MapGet("", List).WithSummary("List trading logs, newest first")
            .WithDescription("Without a date filter `total` is read from counts that every new log keeps; with one the range is counted.")
            .WithQuery("sub_account_id", "trading_id", "type", "source", "start_date", "end_date", "limit", "offset");
        group.MapPost("", Create).Creates().RateLimited(TradingLimits.Operations).WithSummary("Record a trading log, and book what it says")
            .Refuses(ProblemKind.Invalid, "MISSING_FIELD", "INVALID_VALUE", "INVALID_INFO_STRUCTURE", "INVALID_REQUEST").Refuses(ProblemKind.NotFound, "NOT_FOUND")
            .Refuses(ProblemKind.Unprocessable, "INSUFFICIENT_BALANCE", "INVALID_VALUE", "IDEMPOTENCY_KEY_REUSED")
            .WithDescription("""
                The types `long`, `short`, `stop_loss`, `deposit` and `withdraw` move money: log, transactions and balances commit together or not
                at all. Amounts are JSON numbers or strings with at most 8 decimals. With an `Idempotency-Key` header a repeated request answers
                as the first did and books nothing.
                """);
        group.MapGet("/{log_id:guid}", Read).WithSummary("Read a trading log");
        group.MapDelete("/{log_id:guid}", Delete).RequireAuthorization(policy => policy.RequireRole(Principal.Admin))
            .WithSummary("Take a trading log out of every list")
            .WithDescription("For administrators. Its transactions and the balances stay: a ledger is corrected by a counter-entry, never by deletion.");
    }

    private static async Task<Outcome<LogView>> Create(
        NewLog entry, HttpContext http, Actor actor, LedgerBook book, TimeProvider clock, IOptions<JsonOptions> json, CancellationToken cancellation)
    {
        var (once, refusal) = Idempotency.Of(http, entry, clock.Now(), json.Value.SerializerOptions);
        return refusal is not null ? refusal : await book.RecordAsync(actor.Scope, entry, once, cancellation);
    }

    private static async Task<Outcome<LogList>> List(HttpRequest request, Actor actor, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var filter = ListFilter.Read(query);
        var (type, source) = (query.Text("type", 50), query.Text("source", 20));
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = connection.ScopedBatch(actor.Scope);
        batch.BatchCommands.Add(Total());
        batch.BatchCommands.Add(Rows());
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var logs = new List<LogView>(filter.Limit);
        while (await reader.ReadAsync(cancellation))
        {
            logs.Add(View(reader));
        }

        return new LogList(logs, filter.Page(total));

        NpgsqlBatchCommand Total()
        {
            var command = new NpgsqlBatchCommand();
            command.CommandText = filter.HasTime ? $"SELECT count(*) FROM trading.trading_logs WHERE {Condition(command)}" : Counted(command);
            return command;
        }

        NpgsqlBatchCommand Rows()
        {
            var command = new NpgsqlBatchCommand();
            var condition = Condition(command);
            var (limit, offset) = (command.Parameters.Place(filter.Limit), command.Parameters.Place(filter.Offset));

            // Asked once, before the first row: a page beyond the end, or a type that there is none of, walks nothing.
            var within = filter.HasTime ? "" : $" AND {offset} < ({Counted(command)})";
            command.CommandText = $"SELECT {Columns} FROM trading.trading_logs WHERE {condition}{within} ORDER BY timestamp DESC, id DESC LIMIT {limit} OFFSET {offset}";
            return command;
        }

        string Counted(NpgsqlBatchCommand command) =>
            $"SELECT coalesce(sum(count), 0)::bigint FROM trading.log_counts WHERE user_id = {command.Parameters.Place(actor.Scope.UserId)}"
            + And(command, ("trading_id", filter.TradingId), ("sub_account_id", filter.SubAccountId), ("type", type), ("source", source));

        string Condition(NpgsqlBatchCommand command) =>
            filter.Condition(actor.Scope.UserId, command.Parameters) + " AND deleted_at IS NULL" + And(command, ("type", type), ("source", source));

        static string And(NpgsqlBatchCommand command, params (string Column, object? Value)[] filters)
        {
            var condition = "";
            foreach (var (column, value) in filters)
            {
                if (value is not null)
                {
                    command.Parameters.Add(new() { Value = value });
                    condition += $" AND {column} = ${command.Parameters.Count}";
                }
            }

            return condition;
        }
    }

    private static async Task<Outcome<LogView>> Read(Guid log_id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<TradingLog>().AsNoTracking().SingleOrDefaultAsync(l => l.Id == log_id, cancellation) is { } log
            ? new LogView(log.Id, log.Timestamp, log.Type, log.Source, log.Message, log.TransactionId, log.SubAccountId, log.TradingId, log.UserId, log.Info)
            : Problem.NotFound("Trading log");

    /// <summary>An administrator deletes anybody's log: he finds it in the system scope, and changes it in its owner's.</summary>
    private static async Task<Outcome<Done>> Delete(Guid log_id, SystemDb system, PlatformDb db, Actor actor, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using (var everywhere = system.Open())
        {
            if (await everywhere.Set<TradingLog>().AsNoTracking().Where(l => l.Id == log_id).Select(l => new { l.TenantId, l.UserId }).SingleOrDefaultAsync(cancellation) is not { } owner)
            {
                return Problem.NotFound("Trading log");
            }

            actor.Scope = Scope.Of(owner.TenantId, owner.UserId);
        }

        await using var change = await changes.BeginAsync("trading.logs.delete", cancellation);
        if (await db.Set<TradingLog>().Where(l => l.Id == log_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } log)
        {
            return Problem.NotFound("Trading log");
        }

        log.DeletedAt = clock.Now();
        await db.Set<LogCount>()
            .Where(c => c.UserId == log.UserId && c.TradingId == log.TradingId && c.SubAccountId == (log.SubAccountId ?? Guid.Empty)
                && c.Type == log.Type && c.Source == log.Source)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Count, x => x.Count - 1), cancellation);
        return await change.Describes("Delete trading log", TradingEvents.Log, "deleted", log.Id).CommitAsync(new Done("Trading log deleted successfully"), cancellation);
    }

    private static LogView View(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetGuid(5), row.IsDBNull(6) ? null : row.GetGuid(6), row.GetGuid(7), row.GetGuid(8), new Json(row.GetString(9)));
}
