using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Trading.SubAccounts;

namespace Platform.Trading.Tradings;

/// <summary>A trading as its owner sees it.</summary>
/// <param name="RequireSignatures">Whether events of bots must be signed with a bot key; where the platform requires it of all, they must in any case.</param>
public sealed record TradingView(
    Guid Id, string Name, Guid ExchangeBindingId, string Type, string Status, bool RequireSignatures, Json Info, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static readonly System.Linq.Expressions.Expression<Func<TradingAccount, TradingView>> Of = t =>
        new(t.Id, t.Name, t.ExchangeBindingId, t.Type, t.Status, t.SignedSince != null, t.Info, t.CreatedAt, t.UpdatedAt);

    internal static readonly Func<TradingAccount, TradingView> From = Of.Compile();
}

/// <summary>A new trading on one of your bindings, or on a public one when no real money is at stake.</summary>
/// <param name="RequireSignatures">Whether events of bots must be signed with a bot key; not unless given.</param>
[ValidatableType]
public sealed record NewTrading(
    [property: Needed, Text(1, 100)] string? Name,
    [property: Needed] Guid? ExchangeBindingId,
    [property: Needed, OneOf("real", "virtual", "backtest")] string? Type,
    bool? RequireSignatures,
    Json? Info);

/// <summary>Changes of a trading; what is left out stays.</summary>
/// <param name="RequireSignatures">Whether events of bots that are published from now on must be signed with a bot key.</param>
[ValidatableType]
public sealed record TradingChange(
    [property: Text(1, 100)] string? Name,
    [property: OneOf("active", "inactive", "paused")] string? Status,
    bool? RequireSignatures,
    Json? Info);

/// <summary>What a deletion or a similar act answers.</summary>
public sealed record Done(string Message)
{
    public Json Info { get; } = Json.Empty;
}

/// <summary>Tradings.</summary>
internal static class TradingEndpoints
{
    private const string What = "Trading";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/tradings").WithTags("Tradings");
        group.MapGet("", List).WithSummary("List your tradings");
        group.MapPost("", Create).Creates().WithSummary("Start a trading")
            .Refuses(ProblemKind.NotFound, "NOT_FOUND").Refuses(ProblemKind.Conflict, "TRADING_NAME_EXISTS")
            .WithDescription("A `real` trading needs a private binding of yours; `virtual` and `backtest` need a public one.");
        group.MapGet("/{trading_id:guid}", Read).WithSummary("Read a trading");
        group.MapPut("/{trading_id:guid}", Update).WithSummary("Change a trading's name, status or info, or whether its events must be signed").Refuses(ProblemKind.Conflict, "TRADING_NAME_EXISTS");
        group.MapDelete("/{trading_id:guid}", Delete).WithSummary("Remove a trading that has no sub-accounts").Refuses(ProblemKind.Conflict, "TRADING_HAS_SUBACCOUNTS");
    }

    private static async Task<Outcome<List<TradingView>>> List(PlatformDb db, CancellationToken cancellation) =>
        await db.Set<TradingAccount>().AsNoTracking().OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).Select(TradingView.Of).ToListAsync(cancellation);

    private static async Task<Outcome<TradingView>> Read(Guid trading_id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<TradingAccount>().AsNoTracking().Where(t => t.Id == trading_id).Select(TradingView.Of).SingleOrDefaultAsync(cancellation) is { } view
            ? view
            : Problem.NotFound(What);

    private static async Task<Outcome<TradingView>> Create(NewTrading input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.tradings.create", cancellation);
        var binding = await RowLocks.BindingToUseAsync(db, input.ExchangeBindingId!.Value, cancellation);
        if (binding is null)
        {
            return Problem.NotFound("Exchange binding");
        }

        if (binding.IsPublic == (input.Type == TradingAccount.Real))
        {
            return TradingProblems.InvalidValue("exchange_binding_id", input.Type == TradingAccount.Real
                ? "must be a private binding for real trading"
                : $"must be a public binding for {input.Type} trading");
        }

        var now = clock.Now();
        var row = new TradingAccount
        {
            TenantId = db.Scope.TenantId, UserId = db.Scope.UserId, Name = input.Name!, ExchangeBindingId = binding.Id, Type = input.Type!,
            Status = "active", SignedSince = input.RequireSignatures == true ? now : null, Info = input.Info ?? Json.Empty, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        return await change.Describes("Create trading", TradingEvents.Trading, "created", row.Id).CommitAsync(TradingView.From(row), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<TradingView>> Update(
        Guid trading_id, TradingChange input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.tradings.update", cancellation);
        if (await db.Set<TradingAccount>().Where(t => t.Id == trading_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(What);
        }

        row.Name = input.Name ?? row.Name;
        row.Status = input.Status ?? row.Status;
        row.Info = input.Info ?? row.Info;
        row.UpdatedAt = clock.Now();
        row.SignedSince = input.RequireSignatures switch { null => row.SignedSince, false => null, true => row.SignedSince ?? row.UpdatedAt };
        return await change.Describes("Update trading", TradingEvents.Trading, "updated", row.Id).CommitAsync(TradingView.From(row), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<Done>> Delete(Guid trading_id, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.tradings.delete", cancellation);
        if (await RowLocks.TradingToDeleteAsync(db, trading_id, cancellation) is not { } row)
        {
            return Problem.NotFound(What);
        }

        if (await db.Set<SubAccount>().AnyAsync(s => s.TradingId == trading_id, cancellation))
        {
            return TradingProblems.Conflict("TRADING_HAS_SUBACCOUNTS", "The trading has sub-accounts");
        }

        row.DeletedAt = clock.Now();
        return await change.Describes("Delete trading", TradingEvents.Trading, "deleted", row.Id).CommitAsync(new Done("Trading removed successfully"), cancellation);
    }
}
