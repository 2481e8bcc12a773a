using Microsoft.AspNetCore.Http;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Access;

/// <summary>Says for every request of the business surface who asks and where, and lets through who may.</summary>
internal sealed class AccessControl(RequestDelegate next, StaffDirectory staff)
{
    public const string TenantCookie = "om_selected_tenant";
    public const string OrganizationCookie = "om_selected_org";
    private static readonly Problem CrossSite = new(ProblemKind.Forbidden, "Requests from other sites are refused");
    private static readonly Problem ForeignTenant = new(ProblemKind.Forbidden, "Not authorized to target this tenant.");
    private static readonly Dictionary<Guid, OrganizationNode> NoOrganizations = [];

    public async Task InvokeAsync(HttpContext context, Caller caller, Actor actor)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<Surface>() is not BusinessSurface surface || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        if (await FindAsync(context) is not { } known)
        {
            await surface.WriteAsync(context, new Problem(ProblemKind.Unauthenticated, "Unauthorized"));
            return;
        }

<<<<<<< HEAD
        var named = await NamedTenantAsync(context);
        if (await TargetAsync(context, known, named) is not { } tenant)
=======
        if (context.Features.Get<CookieSignIn>() is not null && IsCrossSite(context.Request))
>>>>>>> h1
        {
            await surface.WriteAsync(context, CrossSite);
            return;
        }

<<<<<<< HEAD
        await FillAsync(context, known, tenant, caller, actor);
=======
        var targeted = await TargetTenant.OfAsync(context);
        if (targeted is { } tenant && tenant != known.TenantId && !known.Grants.IsSuperAdmin)
        {
            await surface.WriteAsync(context, ForeignTenant);
            return;
        }

        await FillAsync(context, known, targeted, caller, actor);
>>>>>>> h1
        var required = endpoint.Metadata.GetOrderedMetadata<RequiredFeatures>().SelectMany(r => r.Features).ToList();
        if (required.Count > 0 && !(IsAtHome(known, caller) && caller.Grants.AllowAll(required)))
        {
            await surface.WriteAsync(context, new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = required }));
            return;
        }

        await next(context);
    }

    private async Task<Staff?> FindAsync(HttpContext context) => context.Features.Get<ApiKey>() is { } key
        ? await staff.OfKeyAsync(key, context.RequestAborted)
        : context.Features.Get<Principal>() is { } principal
            ? await staff.OfUserAsync(principal.Scope.TenantId, principal.Scope.UserId, context.RequestAborted)
            : null;

<<<<<<< HEAD
    private async Task FillAsync(HttpContext context, Staff known, Guid tenant, Caller caller, Actor actor)
    {
        var cookies = context.Request.Cookies;
        var tree = await staff.OrganizationsAsync(tenant, context.RequestAborted);
=======
    /// <param name="targeted">The tenant that the request names: a super-admin works there.</param>
    private async Task FillAsync(HttpContext context, Staff known, Guid? targeted, Caller caller, Actor actor)
    {
        var cookies = context.Request.Cookies;
        var (tenant, tree) = (known.TenantId, (IReadOnlyDictionary<Guid, OrganizationNode>?)null);
        if (known.Grants.IsSuperAdmin && (targeted ?? (Guid.TryParse(cookies[TenantCookie], out var chosen) ? chosen : null)) is { } wanted
            && (tree = await staff.OrganizationsAsync(wanted, context.RequestAborted)) is not null)
        {
            tenant = wanted;
        }

        tree ??= await staff.OrganizationsAsync(tenant, context.RequestAborted) ?? NoOrganizations;
>>>>>>> h1
        var (organization, organizations) = Selection.Of(known, tree, cookies[OrganizationCookie]);
        caller.HomeTenantId = known.TenantId;
        (caller.UserId, caller.ApiKeyId, caller.TenantId, caller.Email) = (known.UserId, known.ApiKeyId, tenant, known.Email);
        (caller.OrganizationId, caller.Organizations) = (organization, organizations);
        (caller.Roles, caller.RoleIds, caller.Grants) = (known.Roles, known.RoleIds, known.Grants);
        actor.Scope = Scope.Of(tenant, known.UserId ?? known.ApiKeyId!.Value);
        actor.Organizations = organizations;
    }

    /// <summary>Somebody whose access list names organizations may nothing outside of them.</summary>
    private static bool IsAtHome(Staff known, Caller caller) => known.Grants.Organizations is null || caller.OrganizationId is not null;

<<<<<<< HEAD
    /// <summary>The tenant that the request works in: the caller's own, or the one that a super-admin names or has selected.</summary>
    /// <returns>Null when somebody else names another: he is refused before anything is done.</returns>
    private async Task<Guid?> TargetAsync(HttpContext context, Staff known, string? named)
    {
        if (named is null)
        {
            return known.Grants.IsSuperAdmin && Guid.TryParse(context.Request.Cookies[TenantCookie], out var chosen) && await staff.IsTenantAsync(chosen, context.RequestAborted)
                ? chosen
                : known.TenantId;
        }

        return Guid.TryParse(named, out var tenant) && (tenant == known.TenantId || (known.Grants.IsSuperAdmin && await staff.IsTenantAsync(tenant, context.RequestAborted)))
            ? tenant
            : null;
    }

    private static async Task<string?> NamedTenantAsync(HttpContext context)
    {
        var named = context.Request.Query["tenantId"] is [.., { Length: > 0 } inQuery] ? inQuery : await InBodyAsync(context);
        return named is null or "" or "null" or "undefined" ? null : named;
    }

    private static async Task<string?> InBodyAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || request.ContentLength is null or 0 or > MaxGuardedBody)
        {
            return null;
        }

        if (request.HasFormContentType)
        {
            return (await request.ReadFormAsync(context.RequestAborted))["tenantId"];
        }

        if (!request.HasJsonContentType())
        {
            return null;
        }

        request.EnableBuffering();
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("tenantId", out var tenant)
                ? tenant.ValueKind == JsonValueKind.String ? tenant.GetString() : tenant.ValueKind == JsonValueKind.Null ? null : tenant.GetRawText()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
=======
    /// <summary>Browsers say so of themselves, and send their cookies along whoever asks.</summary>
    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Headers["Sec-Fetch-Site"] == "cross-site";
>>>>>>> h1
}
