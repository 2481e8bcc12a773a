using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;
using Platform.Trading.Tradings;

namespace Platform.Trading.Bindings;

/// <summary>A connection to an exchange, as its owner sees it. Credentials are never shown, the API key only masked.</summary>
public sealed record BindingView(
    Guid Id, string Name, string Exchange, string Type, string Status, string? MaskedApiKey, Json Info, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static readonly System.Linq.Expressions.Expression<Func<ExchangeBinding, BindingView>> Of = b =>
        new(b.Id, b.Name, b.Exchange, b.Type, b.Status, b.MaskedApiKey, b.Info, b.CreatedAt, b.UpdatedAt);

    internal static readonly Func<ExchangeBinding, BindingView> From = Of.Compile();
}

/// <summary>A new binding with its credentials, which are stored encrypted.</summary>
[ValidatableType]
public sealed record NewBinding(
    [property: Needed, Text(1, 100)] string? Name,
    [property: Needed, OneOf("binance", "kraken", "gate", "coinbase", "virtual")] string? Exchange,
    [property: Needed, OneOf("private", "public")] string? Type,
    [property: Text(1, 512, Pasted = true)] string? ApiKey,
    [property: Text(1, 512, Pasted = true)] string? ApiSecret,
    Json? Info);

/// <summary>Changes of a binding; what is left out stays.</summary>
[ValidatableType]
public sealed record BindingChange(
    [property: Text(1, 100)] string? Name,
    [property: Text(1, 512, Pasted = true)] string? ApiKey,
    [property: Text(1, 512, Pasted = true)] string? ApiSecret,
    [property: OneOf("active", "inactive", "error")] string? Status,
    Json? Info);

/// <summary>Exchange bindings: a user's own, and the platform's public ones for everybody to read.</summary>
internal static class BindingEndpoints
{
    private const string What = "Exchange binding";

    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/exchange-bindings").WithTags("Exchange bindings");
        group.MapGet("", List).WithSummary("List your exchange bindings");
        group.MapPost("", Create).Creates().WithSummary("Connect an exchange")
            .Refuses(ProblemKind.Invalid, "MISSING_FIELD", "INVALID_VALUE", "INVALID_REQUEST").Refuses(ProblemKind.Forbidden, "ACCESS_DENIED")
            .Refuses(ProblemKind.Conflict, "EXCHANGE_BINDING_EXISTS", "API_KEY_EXISTS", "API_SECRET_EXISTS")
            .WithDescription("Needs `api_key` and `api_secret`; both are stored encrypted. Names, keys and secrets are unique among your bindings.");
        group.MapGet("/public", ListPublic).WithSummary("List the public bindings for virtual trading and backtests");
        group.MapGet("/{id:guid}", Read).WithSummary("Read an exchange binding");
        group.MapPut("/{id:guid}", Update).WithSummary("Change an exchange binding").Refuses(ProblemKind.Forbidden, "ACCESS_DENIED")
            .Refuses(ProblemKind.Conflict, "EXCHANGE_BINDING_EXISTS", "API_KEY_EXISTS", "API_SECRET_EXISTS");
        group.MapDelete("/{id:guid}", Delete).WithSummary("Delete an exchange binding that no trading uses").Refuses(ProblemKind.Forbidden, "ACCESS_DENIED")
            .Refuses(ProblemKind.Conflict, "EXCHANGE_BINDING_IN_USE");
    }

    private static async Task<Outcome<List<BindingView>>> List(PlatformDb db, CancellationToken cancellation) =>
        await db.Set<ExchangeBinding>().AsNoTracking().Where(b => b.Type == ExchangeBinding.Private)
            .OrderBy(b => b.CreatedAt).ThenBy(b => b.Id).Select(BindingView.Of).ToListAsync(cancellation);

    private static async Task<Outcome<List<BindingView>>> ListPublic(PlatformDb db, CancellationToken cancellation) =>
        await db.Set<ExchangeBinding>().AsNoTracking().Where(b => b.Type == ExchangeBinding.Public)
            .OrderBy(b => b.Name).ThenBy(b => b.Id).Select(BindingView.Of).ToListAsync(cancellation);

    private static async Task<Outcome<BindingView>> Read(Guid id, PlatformDb db, CancellationToken cancellation) =>
        await db.Set<ExchangeBinding>().AsNoTracking().Where(b => b.Id == id).Select(BindingView.Of).SingleOrDefaultAsync(cancellation) is { } view
            ? view
            : Problem.NotFound(What);

    private static async Task<Outcome<BindingView>> Create(
        NewBinding input, PlatformDb db, Changes changes, Secrets secrets, TimeProvider clock, CancellationToken cancellation)
    {
        if (input.Type == ExchangeBinding.Public)
        {
            return TradingProblems.AccessDenied("Public bindings belong to the platform");
        }

        if (input.ApiKey is null || input.ApiSecret is null)
        {
            return TradingProblems.MissingField(input.ApiKey is null ? "api_key" : "api_secret");
        }

        var now = clock.Now();
        var binding = new ExchangeBinding
        {
            TenantId = db.Scope.TenantId, UserId = db.Scope.UserId, Name = input.Name!, Exchange = input.Exchange!, Type = input.Type!,
            Status = "active", Info = input.Info ?? Json.Empty, CreatedAt = now, UpdatedAt = now,
        };
        await using var change = await changes.BeginAsync("trading.bindings.create", cancellation);
        await SetCredentialsAsync(binding, input.ApiKey, input.ApiSecret, db, secrets, cancellation);
        db.Add(binding);
        return await change.Describes("Create exchange binding", TradingEvents.Binding, "created", binding.Id).CommitAsync(BindingView.From(binding), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<BindingView>> Update(
        Guid id, BindingChange input, PlatformDb db, Changes changes, Secrets secrets, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.bindings.update", cancellation);
        if (await RowLocks.BindingToChangeAsync(db, id, cancellation) is not { } binding)
        {
            return Problem.NotFound(What);
        }

        if (binding.IsPublic)
        {
            return TradingProblems.AccessDenied("Public bindings belong to the platform");
        }

        binding.Name = input.Name ?? binding.Name;
        binding.Status = input.Status ?? binding.Status;
        binding.Info = input.Info ?? binding.Info;
        binding.UpdatedAt = clock.Now();
        await SetCredentialsAsync(binding, input.ApiKey, input.ApiSecret, db, secrets, cancellation);
        return await change.Describes("Update exchange binding", TradingEvents.Binding, "updated", binding.Id).CommitAsync(BindingView.From(binding), cancellation, UniqueNames.OnDuplicate);
    }

    private static async Task<Outcome<Nothing>> Delete(Guid id, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.bindings.delete", cancellation);
        if (await RowLocks.BindingToChangeAsync(db, id, cancellation) is not { } binding)
        {
            return Problem.NotFound(What);
        }

        if (binding.IsPublic)
        {
            return TradingProblems.AccessDenied("Public bindings belong to the platform");
        }

        if (await db.Set<TradingAccount>().AnyAsync(t => t.ExchangeBindingId == id, cancellation))
        {
            return TradingProblems.Conflict("EXCHANGE_BINDING_IN_USE", "The exchange binding is used by a trading");
        }

        // The credentials go with the binding: nobody needs them any more.
        (binding.SealedApiKey, binding.SealedApiSecret, binding.DeletedAt) = (null, null, clock.Now());
        return await change.Describes("Delete exchange binding", TradingEvents.Binding, "deleted", binding.Id).CommitAsync(Nothing.Value, cancellation);
    }

    private static async Task SetCredentialsAsync(
        ExchangeBinding binding, string? apiKey, string? apiSecret, PlatformDb db, Secrets secrets, CancellationToken cancellation)
    {
        if (apiKey is null && apiSecret is null)
        {
            return;
        }

        var tenant = await secrets.OfTenantAsync(db, cancellation);
        (apiKey, apiSecret) = (apiKey is null ? null : PastedKey.Trim(apiKey), apiSecret is null ? null : PastedKey.Trim(apiSecret));
        if (apiKey is not null)
        {
            binding.SealedApiKey = tenant.Seal(apiKey, $"binding:{binding.Id}:key");
            binding.ApiKeyHash = tenant.Lookup(apiKey);
            binding.MaskedApiKey = TenantSecrets.Mask(apiKey);
        }

        if (apiSecret is not null)
        {
            binding.SealedApiSecret = tenant.Seal(apiSecret, $"binding:{binding.Id}:secret");
            binding.ApiSecretHash = tenant.Lookup(apiSecret);
        }
    }
}
