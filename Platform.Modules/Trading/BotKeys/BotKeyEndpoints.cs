using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;
using Platform.Trading.Tradings;

namespace Platform.Trading.BotKeys;

/// <summary>Bot keys: made with a secret that is shown once, listed, renamed, revoked.</summary>
internal static class BotKeyEndpoints
{
    public const int MaxKeys = 100;
    private const int MaxTradings = 100;
    private const string What = "Bot key";

    /// <summary>Tells what a secret is to whoever finds one.</summary>
    private const string SecretPrefix = "tbk_";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/bot-keys").WithTags("Bot keys");
        group.MapGet("", List).WithQuery("limit", "offset").WithSummary("List your bot keys, oldest first").WithDescription("Revoked ones are not among them.");
        group.MapPost("", Create).Creates().WithSummary("Make a key that bots sign their events with")
            .Refuses(ProblemKind.Invalid, "MISSING_FIELD", "INVALID_VALUE", "INVALID_REQUEST").Refuses(ProblemKind.NotFound, "NOT_FOUND")
            .Refuses(ProblemKind.Conflict, "BOT_KEY_EXISTS", "BOT_KEY_LIMIT").Refuses(ProblemKind.Unprocessable, "IDEMPOTENCY_KEY_REUSED")
            .WithDescription($"""
                `secret` is shown this once: keep it like an exchange key. With an `Idempotency-Key` header a repeated request makes no second key,
                and answers without the secret; if the first answer was lost, revoke the key and make another. A user has at most {MaxKeys} keys.
                """);
        group.MapGet("/{bot_key_id:guid}", Read).WithSummary("Read a bot key");
        group.MapPut("/{bot_key_id:guid}", Rename).WithSummary("Rename a bot key").Refuses(ProblemKind.Conflict, "BOT_KEY_EXISTS");
        group.MapDelete("/{bot_key_id:guid}", Revoke).WithSummary("Revoke a bot key")
            .WithDescription("Events that were published before are still taken; later ones are refused.");
    }

    private static async Task<Outcome<BotKeyList>> List(HttpRequest request, PlatformDb db, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var (limit, offset) = (query.Number("limit", usual: 100, min: 1, max: 1000), query.Number("offset", usual: 0, min: 0, max: int.MaxValue));
        if (query.Refusal is { } refusal)
        {
            return refusal;
        }

        var total = await db.Set<BotKey>().CountAsync(cancellation);
        var keys = await db.Set<BotKey>().AsNoTracking().OrderBy(k => k.CreatedAt).ThenBy(k => k.Id).Skip(offset).Take(limit).Select(BotKeyView.Of).ToListAsync(cancellation);
        return new BotKeyList(keys, new ListFilter(null, null, null, null, limit, offset).Page(total));
    }

    private static async Task<Outcome<BotKeyView>> Read(Guid bot_key_id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<BotKey>().AsNoTracking().Where(k => k.Id == bot_key_id).Select(BotKeyView.Of).SingleOrDefaultAsync(cancellation) is { } view
            ? view
            : Problem.NotFound(What);

    private static async Task<Outcome<BotKeyMade>> Create(
        NewBotKey input, HttpContext http, PlatformDb db, Changes changes, Secrets secrets, TimeProvider clock, IOptions<JsonOptions> json, CancellationToken cancellation)
    {
        var now = clock.Now();
        var tradings = input.TradingIds?.Distinct().ToList();
        if (tradings is { Count: 0 or > MaxTradings })
        {
            return TradingProblems.InvalidValue("trading_ids", $"must name 1 to {MaxTradings} tradings, or be left out for all of yours");
        }

        if (input.ExpiresAt <= now)
        {
            return TradingProblems.InvalidValue("expires_at", "must be in the future");
        }

        var (once, refusal) = Idempotency.Of(http, input, now, json.Value.SerializerOptions);
        if (refusal is not null)
        {
            return refusal;
        }

        http.Response.Headers.CacheControl = "no-store";
        var vault = await secrets.OfTenantAsync(db, cancellation);
        await using var change = await changes.BeginAsync("trading.bot_keys.create", cancellation, AdvisoryLocks.BotKeys.Of(db.Scope.UserId));
        if (once is not null && await once.BeginAsync<BotKeyMade>(db, cancellation) is { } earlier)
        {
            return earlier;
        }

        if (await RefuseAsync(db, tradings, cancellation) is { } refused)
        {
            return refused;
        }

        var id = RowId.New();
        var secret = SecretPrefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new BotKey
        {
            Id = id, TenantId = db.Scope.TenantId, UserId = db.Scope.UserId, Name = input.Name!, TradingIds = tradings,
            SealedSecret = vault.Seal(secret, BotKey.ContextOf(id)),
            ExpiresAt = input.ExpiresAt is { } end ? Clock.Truncate(end.ToUniversalTime()) : null, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(key);
        var made = new BotKeyMade(key.Id, key.Name, key.TradingIds, key.ExpiresAt, key.LastUsedAt, key.CreatedAt, key.UpdatedAt, Secret: null);
        change.Describes("Make bot key", TradingEvents.BotKey, "created", id);
        if (await change.CommitAsync(cancellation, UniqueNames.OnDuplicate,
            () => once?.StoreAsync<BotKeyMade>(db, made, StatusCodes.Status201Created, cancellation) ?? Task.CompletedTask) is { } taken)
        {
            return taken;
        }

        return made with { Secret = secret };
    }

    private static async Task<Problem?> RefuseAsync(PlatformDb db, List<Guid>? tradings, CancellationToken cancellation)
    {
        if (tradings is not null && await db.Set<TradingAccount>().CountAsync(t => tradings.Contains(t.Id), cancellation) < tradings.Count)
        {
            return Problem.NotFound("Trading");
        }

        return await db.Set<BotKey>().CountAsync(cancellation) < MaxKeys ? null : TradingProblems.Conflict("BOT_KEY_LIMIT", $"You have {MaxKeys} bot keys: revoke one first");
    }

    private static async Task<Outcome<BotKeyView>> Rename(
        Guid bot_key_id, BotKeyChange input, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.bot_keys.update", cancellation);
        if (await db.Set<BotKey>().Where(k => k.Id == bot_key_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } key)
        {
            return Problem.NotFound(What);
        }

        (key.Name, key.UpdatedAt) = (input.Name ?? key.Name, clock.Now());
        return await change.Describes("Rename bot key", TradingEvents.BotKey, "updated", key.Id).CommitAsync(BotKeyView.From(key), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<Done>> Revoke(Guid bot_key_id, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.bot_keys.revoke", cancellation);
        if (await db.Set<BotKey>().Where(k => k.Id == bot_key_id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } key)
        {
            return Problem.NotFound(What);
        }

        key.DeletedAt = clock.Now();
        return await change.Describes("Revoke bot key", TradingEvents.BotKey, "deleted", key.Id).CommitAsync(new Done("Bot key revoked successfully"), cancellation);
    }
}
