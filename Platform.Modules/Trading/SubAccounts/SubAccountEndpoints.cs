using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Trading.Ledger;
using Platform.Trading.Tradings;

namespace Platform.Trading.SubAccounts;

/// <summary>A sub-account as its owner sees it; amounts are decimal text in units of the symbol.</summary>
public sealed record SubAccountView(
    Guid Id, string Name, string Symbol, string Balance, string LockedBalance, Guid TradingId, Json Info, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static SubAccountView From(SubAccount s) =>
        new(s.Id, s.Name, s.Symbol, Money.Format(s.Balance), Money.Format(s.LockedBalance), s.TradingId, s.Info, s.CreatedAt, s.UpdatedAt);
}

/// <summary>All sub-accounts that a list found.</summary>
public sealed record SubAccountList(IReadOnlyList<SubAccountView> SubAccounts);

/// <summary>A new sub-account; an opening balance is booked as its first deposit.</summary>
[ValidatableType]
public sealed record NewSubAccount(
    [property: Needed, Text(1, 100)] string? Name,
    [property: Needed, Text(1, 20)] string? Symbol,
    Amount? Balance,
    [property: Needed] Guid? TradingId,
    Json? Info);

/// <summary>Changes of a sub-account. The balance is no field of it: only postings change a balance.</summary>
[ValidatableType]
public sealed record SubAccountChange([property: Text(1, 100)] string? Name, Json? Info);

/// <summary>Sub-accounts.</summary>
internal static class SubAccountEndpoints
{
    private const string What = "Sub-account";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/sub-accounts").WithTags("Sub-accounts");
        group.MapGet("", List).WithSummary("List your sub-accounts, all or those of one trading");
        group.MapPost("", Create).Creates().WithSummary("Open a sub-account")
            .Refuses(ProblemKind.NotFound, "NOT_FOUND").Refuses(ProblemKind.Conflict, "SUBACCOUNT_NAME_EXISTS")
            .WithDescription("A `balance` above zero is booked as an opening deposit, so that transactions always sum to the balance.");
        group.MapGet("/{sub_account_id:guid}", Read).WithSummary("Read a sub-account");
        group.MapPut("/{sub_account_id:guid}", Update).WithSummary("Change a sub-account's name or info").Refuses(ProblemKind.Conflict, "SUBACCOUNT_NAME_EXISTS");
        group.MapDelete("/{sub_account_id:guid}", Delete).WithSummary("Delete a sub-account whose balance is zero").Refuses(ProblemKind.Conflict, "SUBACCOUNT_HAS_BALANCE");
    }

    private static async Task<Outcome<SubAccountList>> List(string? trading_id, PlatformDb db, CancellationToken cancellation)
    {
        var rows = db.Set<SubAccount>().AsNoTracking();
        if (!string.IsNullOrEmpty(trading_id))
        {
            if (!Guid.TryParse(trading_id, out var id))
            {
                return TradingProblems.InvalidValue("trading_id", "must be a UUID");
            }

            rows = rows.Where(s => s.TradingId == id);
        }

        var found = await rows.OrderBy(s => s.CreatedAt).ThenBy(s => s.Id).ToListAsync(cancellation);
        return new SubAccountList(found.ConvertAll(SubAccountView.From));
    }

    private static async Task<Outcome<SubAccountView>> Read(Guid sub_account_id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<SubAccount>().AsNoTracking().SingleOrDefaultAsync(s => s.Id == sub_account_id, cancellation) is { } row
            ? SubAccountView.From(row)
            : Problem.NotFound(What);

    private static async Task<Outcome<SubAccountView>> Create(NewSubAccount input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        var opening = 0m;
        if (input.Balance is { } text && (Money.Parse(text.Text, out opening) ?? (opening < 0 ? "must not be negative" : null)) is { } wrong)
        {
            return TradingProblems.InvalidValue("balance", wrong);
        }

        await using var change = await changes.BeginAsync("trading.sub_accounts.create", cancellation);
        if (await RowLocks.TradingToUseAsync(db, input.TradingId!.Value, cancellation) is not { } trading)
        {
            return Problem.NotFound("Trading");
        }

        var now = clock.Now();
        var row = new SubAccount
        {
            TenantId = db.Scope.TenantId, UserId = db.Scope.UserId, TradingId = trading.Id, Name = input.Name!, Symbol = input.Symbol!,
            Balance = opening, Credits = opening > 0 ? 1 : 0, Info = WithOpening(input.Info ?? Json.Empty, opening), CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        if (opening > 0)
        {
            db.Add(Opening(row, opening, now));
        }

        return await change.Describes("Create sub-account", TradingEvents.SubAccount, "created", row.Id).CommitAsync(SubAccountView.From(row), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<SubAccountView>> Update(
        Guid sub_account_id, SubAccountChange input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.sub_accounts.update", cancellation);
        if (await db.Set<SubAccount>().Where(s => s.Id == sub_account_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(What);
        }

        row.Name = input.Name ?? row.Name;
        row.Info = input.Info ?? row.Info;
        row.UpdatedAt = clock.Now();
        return await change.Describes("Update sub-account", TradingEvents.SubAccount, "updated", row.Id).CommitAsync(SubAccountView.From(row), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<Done>> Delete(Guid sub_account_id, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        // The row is held: a posting at the same moment either comes first and stops it, or finds the account gone.
        await using var change = await changes.BeginAsync("trading.sub_accounts.delete", cancellation);
        if (await db.Set<SubAccount>().Where(s => s.Id == sub_account_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(What);
        }

        if (row.Balance != 0 || row.LockedBalance != 0)
        {
            return TradingProblems.Conflict("SUBACCOUNT_HAS_BALANCE", "The sub-account has a balance");
        }

        row.DeletedAt = clock.Now();
        return await change.Describes("Delete sub-account", TradingEvents.SubAccount, "deleted", row.Id).CommitAsync(new Done("Sub-account deleted successfully"), cancellation);
    }

    private static Transaction Opening(SubAccount account, decimal amount, DateTimeOffset now) => new()
    {
        Id = RowId.InOrder(now), TenantId = account.TenantId, UserId = account.UserId, TradingId = account.TradingId, SubAccountId = account.Id,
        Timestamp = now, Direction = Posting.Credit, Reason = LedgerRules.Deposit, Amount = amount, ClosingBalance = amount,
        Price = 1, QuoteSymbol = account.Symbol, Info = new Json("""{"opening_balance":true}"""),
    };

    private static Json WithOpening(Json info, decimal opening) => info.With("initial_balance", json => json.WriteStringValue(Money.Format(opening)));
}
