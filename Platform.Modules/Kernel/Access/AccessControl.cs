using System.Text.Json;
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
    private const int MaxGuardedBody = 256 * 1024;

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

        if (await ForeignTenantAsync(context, known))
        {
            await surface.WriteAsync(context, new Problem(ProblemKind.Forbidden, "Not authorized to target this tenant."));
            return;
        }

        await FillAsync(context, known, caller, actor);
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

    private async Task FillAsync(HttpContext context, Staff known, Caller caller, Actor actor)
    {
        var cookies = context.Request.Cookies;
        var tenant = known.Grants.IsSuperAdmin && Guid.TryParse(cookies[TenantCookie], out var chosen) ? chosen : known.TenantId;
        var tree = await staff.OrganizationsAsync(tenant, context.RequestAborted);
        var (organization, organizations) = Selection.Of(known, tree, cookies[OrganizationCookie]);
        (caller.UserId, caller.ApiKeyId, caller.TenantId, caller.Email) = (known.UserId, known.ApiKeyId, tenant, known.Email);
        (caller.OrganizationId, caller.Organizations) = (organization, organizations);
        (caller.Roles, caller.RoleIds, caller.Grants) = (known.Roles, known.RoleIds, known.Grants);
        actor.Scope = Scope.Of(tenant, known.UserId ?? known.ApiKeyId!.Value);
        actor.Organizations = organizations;
    }

    /// <summary>Somebody whose access list names organizations may nothing outside of them.</summary>
    private static bool IsAtHome(Staff known, Caller caller) => known.Grants.Organizations is null || caller.OrganizationId is not null;

    /// <summary>Another tenant, named in the query or in the body, is refused before anything is done.</summary>
    private static async Task<bool> ForeignTenantAsync(HttpContext context, Staff known)
    {
        if (known.Grants.IsSuperAdmin)
        {
            return false;
        }

        var named = context.Request.Query["tenantId"] is [.., { Length: > 0 } inQuery] ? inQuery : await InBodyAsync(context);
        return named is not (null or "" or "null" or "undefined") && !(Guid.TryParse(named, out var tenant) && tenant == known.TenantId);
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
}
