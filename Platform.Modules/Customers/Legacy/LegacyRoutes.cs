using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.FeatureToggles.Contracts;
using Platform.Kernel.Http;

namespace Platform.Customers.Legacy;

/// <summary>Operations that are there for old clients only: every answer says since when and what to use, and a tenant may switch them off.</summary>
internal static class LegacyRoutes
{
    /// <summary>The name under which the toggle can be created, and the one by which it is documented.</summary>
    private static readonly string[] Toggles = ["customers_interactions_legacy_adapters", "customers.interactions.legacy-adapters"];

    private static readonly Problem SwitchedOff = new(ProblemKind.NotFound, "This operation is switched off; use /api/customers/interactions", Code: "legacy_adapters_disabled");

    public static RouteGroupBuilder MapLegacy(this RouteGroupBuilder group)
    {
        var legacy = group.MapGroup("").AddEndpointFilter(async (invocation, next) =>
        {
            var http = invocation.HttpContext;
            http.Response.Headers["Deprecation"] = "true";
            http.Response.Headers["Sunset"] = "Tue, 30 Jun 2026 00:00:00 GMT";
            http.Response.Headers.Link = "</api/customers/interactions>; rel=\"successor-version\"";
            return await IsOffAsync(http) ? (Outcome<Nothing>)SwitchedOff : await next(invocation);
        });
        legacy.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Deprecated = true;
            return Task.CompletedTask;
        });
        return legacy;
    }

    private static async Task<bool> IsOffAsync(HttpContext http)
    {
        var toggles = http.RequestServices.GetRequiredService<ToggleReader>();
        foreach (var name in Toggles)
        {
            if (await toggles.FindAsync(name, http.RequestAborted) is { Value.ValueKind: System.Text.Json.JsonValueKind.False })
            {
                return true;
            }
        }

        return false;
    }
}
