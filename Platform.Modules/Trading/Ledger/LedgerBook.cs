using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Trading.Logs;

namespace Platform.Trading.Ledger;

/// <summary>Records trading logs: reads and locks, lets <see cref="LedgerRules"/> decide, and stores all of it in one transaction.</summary>
internal sealed class LedgerBook(NpgsqlDataSource database, TimeProvider clock, IOptions<JsonOptions> json)
{
    /// <param name="scope">Whose log it is.</param>
    /// <param name="entry">The validated request.</param>
    /// <param name="once">With a key, a repeated request answers as the first did and books nothing.</param>
    public async Task<Outcome<LogView>> RecordAsync(Scope scope, NewLog entry, Idempotency? once, CancellationToken cancellation)
    {
        var (money, refusal) = LedgerRules.MovesMoney(entry.Type!) ? MoneyInfo.Read(entry.Type!, entry.Info ?? Json.Empty) : (null, null);
        if (refusal is not null)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (once is not null && await once.BeginAsync<LogView>(connection, transaction, scope, cancellation) is { } earlier)
        {
            return earlier;
        }

        var found = await Found.ReadAsync(connection, transaction, scope, entry, money, cancellation);
        var decision = Decide(entry, money, found);
        await using var batch = connection.ScopedBatch(scope, transaction);
        Outcome<LogView> outcome;
        if (decision.Refusal is { } refused)
        {
            outcome = refused;
        }
        else
        {
            var booking = new LogBooking(scope, entry, decision.Postings, clock.Now());
            booking.AddTo(batch, json.Value.SerializerOptions);
            outcome = booking.Log;
        }

        if (once is not null)
        {
            batch.BatchCommands.Add(once.Store(scope, outcome, StatusCode(outcome)));
        }

        if (batch.BatchCommands.Count > 1)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }

        return outcome;
    }

    private static int StatusCode(Outcome<LogView> outcome) => outcome.Problem?.Status ?? 201;

    private static Decision Decide(NewLog entry, MoneyInfo? money, Found found)
    {
        if (!found.Trading)
        {
            return Problem.NotFound("Trading");
        }

        if (entry.SubAccountId is { } named && found.Refuse(named, entry.TradingId!.Value, "sub_account_id") is { } refusal)
        {
            return refusal;
        }

        if (!found.Transaction)
        {
            return Problem.NotFound("Transaction");
        }

        return money is null ? Decision.Book() : DecideMoney(entry, money, found);
    }

    private static Decision DecideMoney(NewLog entry, MoneyInfo money, Found found)
    {
        var trade = money.Trade;
        if (found.Refuse(money.AccountId, entry.TradingId!.Value, trade is null ? "account_id" : "stock_account_id") is { } refusal)
        {
            return refusal;
        }

        var account = found.Accounts[money.AccountId];
        if (account.Symbol != money.Symbol)
        {
            return TradingProblems.InvalidInfo($"Field '{(trade is null ? "currency" : "stock")}' is '{money.Symbol}', but the sub-account holds '{account.Symbol}'");
        }

        if (trade is null)
        {
            return entry.Type == LedgerRules.Deposit ? LedgerRules.DecideDeposit(account, money.Amount) : LedgerRules.DecideWithdraw(account, money.Amount);
        }

        if (found.Refuse(money.CurrencyAccountId!.Value, entry.TradingId!.Value, "currency_account_id") is { } currencyRefusal)
        {
            return currencyRefusal;
        }

        var currency = found.Accounts[money.CurrencyAccountId.Value];
        return currency.Symbol != trade.Currency
            ? TradingProblems.InvalidInfo($"Field 'currency' is '{trade.Currency}', but the sub-account holds '{currency.Symbol}'")
            : LedgerRules.DecideTrade(trade, account, currency);
    }

    /// <summary>What the database says about the ids of an entry; accounts that money moves on are locked, in the order of their ids.</summary>
    private sealed record Found(bool Trading, bool Transaction, IReadOnlyDictionary<Guid, AccountState> Accounts)
    {
        public static async Task<Found> ReadAsync(
            NpgsqlConnection connection, NpgsqlTransaction transaction, Scope scope, NewLog entry, MoneyInfo? money, CancellationToken cancellation)
        {
            var ids = (money?.Accounts ?? []).Concat(entry.SubAccountId is { } named ? [named] : []).Distinct().ToArray();
            await using var batch = connection.ScopedBatch(scope, transaction);
            batch.BatchCommands.Add(new("SELECT EXISTS (SELECT FROM trading.tradings WHERE id = $1 AND user_id = $2 AND deleted_at IS NULL)")
            {
                Parameters = { new() { Value = entry.TradingId!.Value }, new() { Value = scope.UserId } },
            });
            batch.BatchCommands.Add(new("SELECT $1::uuid IS NULL OR EXISTS (SELECT FROM trading.transactions WHERE id = $1 AND user_id = $2)")
            {
                Parameters =
                {
                    new() { Value = (object?)entry.TransactionId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid },
                    new() { Value = scope.UserId },
                },
            });
            batch.BatchCommands.Add(new($"""
                SELECT id, trading_id, symbol, balance, locked_balance FROM trading.sub_accounts
                WHERE id = ANY($1) AND user_id = $2 AND deleted_at IS NULL ORDER BY id {(money is null ? "" : "FOR UPDATE")}
                """)
            {
                Parameters = { new() { Value = ids }, new() { Value = scope.UserId } },
            });
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            var tradingFound = reader.GetBoolean(0);
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            var transactionFound = reader.GetBoolean(0);
            await reader.NextResultAsync(cancellation);
            var accounts = new Dictionary<Guid, AccountState>();
            while (await reader.ReadAsync(cancellation))
            {
                accounts[reader.GetGuid(0)] = new AccountState(
                    reader.GetGuid(0), scope.TenantId, scope.UserId, reader.GetGuid(1), reader.GetString(2), reader.GetDecimal(3), reader.GetDecimal(4));
            }

            return new Found(tradingFound, transactionFound, accounts);
        }

        public Problem? Refuse(Guid account, Guid trading, string field) => Accounts.GetValueOrDefault(account) switch
        {
            null => Problem.NotFound("Sub-account"),
            var state when state.TradingId != trading => TradingProblems.InvalidInfo($"The sub-account of '{field}' belongs to another trading"),
            _ => null,
        };
    }
}
