using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Access;

/// <summary>Says for every request of the business surface who asks and where, and lets through who may.</summary>
internal sealed class AccessControl(RequestDelegate next, StaffDirectory staff, IEnumerable<ISurfaceGate> gates)
{
    public const string TenantCookie = "om_selected_tenant";
    public const string OrganizationCookie = "om_selected_org";
    private static readonly Problem FromElsewhere = new(ProblemKind.Forbidden, "Requests from other sites are refused");
    private static readonly Problem ForeignTenant = new(ProblemKind.Forbidden, "Not authorized to target this tenant.");
    private static readonly Problem NoOrganization = Problem.OfField("organizationId", "must be a UUID");
    private static readonly Dictionary<Guid, OrganizationNode> NoOrganizations = [];

    public async Task InvokeAsync(HttpContext context, Caller caller, Actor actor)
    {
        if (context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<Surface>() is not { } of || context.User.Identity?.IsAuthenticated != true)
        {
            await next(context);
            return;
        }

        if (of is not BusinessSurface surface)
        {
            await PassGateAsync(context, endpoint, of);
            return;
        }

        if (await FindAsync(context) is not { } known)
        {
            await surface.WriteAsync(context, new Problem(ProblemKind.Unauthenticated, "Unauthorized"));
            return;
        }

        if (context.Features.Get<CookieSignIn>() is not null && IsCrossSite(context.Request))
        {
            await surface.WriteAsync(context, FromElsewhere);
            return;
        }

        var (targeted, isMisplaced) = await Target.OfAsync(context);
        if (targeted is { } tenant && tenant != known.TenantId
            && !(known.Grants.IsSuperAdmin && await staff.OrganizationsAsync(tenant, context.RequestAborted) is not null))
        {
            await surface.WriteAsync(context, ForeignTenant);
            return;
        }

        await FillAsync(context, known, targeted, caller, actor);

        // A tenant that is not there is not quietly the super-admin's own.
        if (targeted is not null && targeted != caller.TenantId)
        {
            await surface.WriteAsync(context, ForeignTenant);
            return;
        }

        var required = endpoint.Metadata.GetOrderedMetadata<RequiredFeatures>().SelectMany(r => r.Features).ToList();
        if (required.Count > 0 && !caller.Grants.AllowAll(required))
        {
            await surface.WriteAsync(context, new Problem(ProblemKind.Forbidden, "Forbidden", Extra: new Dictionary<string, object> { ["requiredFeatures"] = required }));
            return;
        }

        if (isMisplaced)
        {
            await surface.WriteAsync(context, NoOrganization);
            return;
        }

        await next(context);
    }

    private async Task PassGateAsync(HttpContext context, Endpoint endpoint, Surface surface)
    {
        if (context.Features.Get<Principal>() is { } principal)
        {
            var caller = context.RequestServices.GetRequiredService<Caller>();
            (caller.UserId, caller.TenantId, caller.HomeTenantId) = (principal.Scope.UserId, principal.Scope.TenantId, principal.Scope.TenantId);
        }

        var gate = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? gates.FirstOrDefault(g => g.Guards(surface)) : null;
        if (gate is not null && await gate.RefuseAsync(context, endpoint) is { } refused)
        {
            await surface.WriteAsync(context, refused);
            return;
        }

        await next(context);
    }

    private async Task<Staff?> FindAsync(HttpContext context) => context.Features.Get<ApiKey>() is { } key
        ? await staff.OfKeyAsync(key, context.RequestAborted)
        : context.Features.Get<Principal>() is { } principal
            ? await staff.OfUserAsync(principal.Scope.TenantId, principal.Scope.UserId, context.RequestAborted)
            : null;

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
        var (organization, organizations) = Selection.Of(known, tree, cookies[OrganizationCookie]);
        caller.HomeTenantId = known.TenantId;
        (caller.UserId, caller.ApiKeyId, caller.TenantId) = (known.UserId, known.ApiKeyId, tenant);
        (caller.Email, caller.Name) = (known.Email, known.Name);
        (caller.OrganizationId, caller.Organizations) = (organization, organizations);
        (caller.Roles, caller.RoleIds) = (known.Roles, known.RoleIds);

        // Somebody whose permissions hold in organizations of which none is left may nothing.
        caller.Grants = known.Grants.Organizations is null || organization is not null ? known.Grants : Grants.None;
        actor.Scope = Scope.Of(tenant, known.UserId ?? known.ApiKeyId!.Value);
        actor.Organizations = organizations;
    }

    /// <summary>Browsers say so of themselves, and send their cookies along whoever asks.</summary>
    private static bool IsCrossSite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && CrossSite.IsSaidOf(request);
}
