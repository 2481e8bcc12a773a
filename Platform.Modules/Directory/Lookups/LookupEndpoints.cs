using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Lookups;

/// <summary>What anybody may know of an organization whose address he has.</summary>
public sealed record PublicOrganization(Guid Id, string Name, string? Slug, Guid TenantId);

/// <summary>What anybody may know of a tenant whose id he has.</summary>
public sealed record PublicTenant(Guid Id, string Name);

/// <summary>An organization that was found.</summary>
public sealed record OrganizationFound(PublicOrganization Organization)
{
    public bool Ok { get; } = true;
}

/// <summary>A tenant that was found.</summary>
public sealed record TenantFound(PublicTenant Tenant)
{
    public bool Ok { get; } = true;
}

/// <summary>That nothing was found, or nothing was asked.</summary>
public sealed record NotFoundAnswer(bool Ok, string Error);

/// <summary>What sign-in pages ask before anybody is signed in. Crosses tenants: which tenant it is, is the question.</summary>
internal static class LookupEndpoints
{
    private static readonly RateLimit Limit = new("directory", "DIRECTORY_LOOKUP_RATE_LIMIT_PER_HOUR", 600, ByAddress: true);

    public static void Map(RouteGroupBuilder directory)
    {
        directory.MapGet("/organizations/lookup", OrganizationAsync).AllowAnonymous().RateLimited(Limit).WithSummary("Find an organization by its slug");
        directory.MapGet("/tenants/lookup", TenantAsync).AllowAnonymous().RateLimited(Limit).WithSummary("Find a tenant by its id");
    }

    private static async Task<Results<Ok<OrganizationFound>, JsonHttpResult<NotFoundAnswer>>> OrganizationAsync(
        string? slug, SystemDb system, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(slug) || slug.Contains('\0', StringComparison.Ordinal))
        {
            return Failed(StatusCodes.Status400BadRequest, "slug is required");
        }

        await using var db = system.Open();
        var wanted = slug.Trim();
        return await db.Set<Organization>().AsNoTracking()
            .Where(o => o.Slug == wanted && o.IsActive && db.Set<Tenant>().Any(t => t.Id == o.TenantId && t.IsActive))
            .OrderBy(o => o.CreatedAt).Select(o => new PublicOrganization(o.Id, o.Name, o.Slug, o.TenantId)).FirstOrDefaultAsync(cancellation) is { } found
            ? TypedResults.Ok(new OrganizationFound(found))
            : Failed(StatusCodes.Status404NotFound, "Organization not found");
    }

    private static async Task<Results<Ok<TenantFound>, JsonHttpResult<NotFoundAnswer>>> TenantAsync(
        string? tenantId, SystemDb system, CancellationToken cancellation)
    {
        if (!Guid.TryParseExact(tenantId, "D", out var id))
        {
            return Failed(StatusCodes.Status400BadRequest, "tenantId must be a UUID");
        }

        await using var db = system.Open();
        return await db.Set<Tenant>().AsNoTracking().Where(t => t.Id == id && t.IsActive)
            .Select(t => new PublicTenant(t.Id, t.Name)).SingleOrDefaultAsync(cancellation) is { } found
            ? TypedResults.Ok(new TenantFound(found))
            : Failed(StatusCodes.Status404NotFound, "Tenant not found");
    }

    private static JsonHttpResult<NotFoundAnswer> Failed(int status, string error) => TypedResults.Json(new NotFoundAnswer(Ok: false, error), statusCode: status);
}
