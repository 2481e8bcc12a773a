using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.ApiKeys;

/// <summary>Keys: made, listed, and taken away.</summary>
internal static class KeyEndpoints
{
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 200;

    private const string Kind = "api_keys.api_key";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", List).Requires("api_keys.view").WithSummary("List API keys");
        group.MapPost("", Make).Requires("api_keys.create").Creates().WithSummary("Create an API key")
            .WithDescription("The answer is the only one that shows the secret. A key holds what its roles grant, and nobody makes one that holds more than he does himself.");
        group.MapDelete("", Delete).Requires("api_keys.delete").WithSummary("Delete an API key")
            .WithDescription("The key stops working at once, everywhere. Nobody deletes one that holds more than he does himself.");
    }

    private static IQueryable<ApiKey> Visible(PlatformDb db, Caller caller)
    {
        var keys = db.Set<ApiKey>().Where(k => k.TenantId == caller.TenantId);
        return caller.Grants.Organizations is null || caller.Organizations is not { } places ? keys
            : keys.Where(k => k.OrganizationId != null && places.Contains(k.OrganizationId.Value));
    }

    private static async Task<Outcome<KeyPage>> List(PlatformDb db, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        var read = new QueryReader(http.Request.Query);
        var (page, size) = (read.Number("page", 1, 1_000_000, 1), read.Number("pageSize", 1, MaxPageSize, DefaultPageSize));
        var search = read.Text("search");
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var found = Visible(db, caller);
        if (search is not null)
        {
            var pattern = Like.Containing(search);
            found = found.Where(k => EF.Functions.Like(FoldedText.Column(k.Name), pattern, Like.Escape) || k.KeyPrefix.StartsWith(search));
        }

        var total = await found.LongCountAsync(cancellation);
        var keys = await found.AsNoTracking().OrderByDescending(k => k.CreatedAt).ThenBy(k => k.Id).Skip((page - 1) * size).Take(size).ToListAsync(cancellation);
        var roleIds = keys.SelectMany(k => k.RoleIds).Distinct().ToList();
        var roles = await db.Set<Role>().Where(r => roleIds.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellation);
        var places = keys.Select(k => k.OrganizationId).OfType<Guid>().Distinct().ToList();
        var names = await db.Set<Organization>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).Where(o => places.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancellation);
        return new KeyPage([.. keys.Select(k => new KeyView(
            k.Id, k.Name, k.Description, k.KeyPrefix, k.TenantId, k.OrganizationId, k.OrganizationId is { } o ? names.GetValueOrDefault(o) : null,
            k.CreatedAt, k.LastUsedAt, k.ExpiresAt, [.. k.RoleIds.Select(id => new KeyRole(id, roles.GetValueOrDefault(id)))]))],
            total, page, size, (total + size - 1) / size);
    }

    private static async Task<Outcome<KeyMade>> Make(
        NewKey input, PlatformDb db, Caller caller, RoleGivings givings, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.Now();
        if (input.ExpiresAt <= now)
        {
            return Problem.OfField("expiresAt", "must be in the future");
        }

        await using var change = await changes.BeginAsync("api_keys.keys.create", cancellation);
        if (await RefusePlaceAsync(input.OrganizationId, db, caller, cancellation) is { } misplaced)
        {
            return misplaced;
        }

        var (roles, refused) = await givings.FindAsync(input.Roles ?? [], [], cancellation);
        if (refused is not null)
        {
            return refused;
        }

        var (secret, prefix, hash) = ApiKeyDirectory.Make();
        var key = new ApiKey
        {
            TenantId = caller.TenantId, OrganizationId = input.OrganizationId, Name = input.Name!.Trim(), Description = input.Description, KeyPrefix = prefix, KeyHash = hash,
            RoleIds = [.. roles.Select(r => r.Id)], CreatedBy = caller.UserId, ExpiresAt = input.ExpiresAt is { } ends ? Clock.Truncate(ends.ToUniversalTime()) : null, CreatedAt = now, UpdatedAt = now,
        };
        db.Add(key);
        var made = new KeyMade(key.Id, key.Name, prefix, secret, key.TenantId, key.OrganizationId, [.. roles.Select(r => new KeyRole(r.Id, r.Name))], key.ExpiresAt);
        return await change.Describe("Create API key", Kind, key.Id).Raise("api_keys.api_key.created", new { id = key.Id }, key.OrganizationId).CommitAsync(made, cancellation);
    }

    private static async Task<Outcome<KeyGone>> Delete(PlatformDb db, Caller caller, Changes changes, TimeProvider clock, HttpContext http, CancellationToken cancellation)
    {
        if (!Guid.TryParse(http.Request.Query["id"], out var id))
        {
            return Problem.OfField("id", "must be a UUID");
        }

        await using var change = await changes.BeginAsync("api_keys.keys.delete", cancellation);
        if (await Visible(db, caller).Where(k => k.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } key)
        {
            return Problem.NotFound("API key");
        }

        key.DeletedAt = key.UpdatedAt = clock.Now();
        return await change.Describe("Delete API key", Kind, key.Id).NotUndoable().Raise("api_keys.api_key.deleted", new { id = key.Id }, key.OrganizationId)
            .CommitAsync(new KeyGone(true), cancellation);
    }

    /// <summary>Somebody who is limited to organizations makes keys for these only.</summary>
    private static async Task<Problem?> RefusePlaceAsync(Guid? organization, PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        if (organization is { } id && !await db.Set<Organization>().AnyAsync(o => o.Id == id, cancellation))
        {
            return Problem.OfField("organizationId", "Organization not found");
        }

        return caller.Grants.Organizations is null || caller.Sees(organization) ? null : new Problem(ProblemKind.Forbidden, "Forbidden");
    }
}
