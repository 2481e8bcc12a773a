using System.Net.Http.Headers;
using Platform.Sandbox.Faults;

namespace Platform.Sandbox.Shipping;

/// <summary>A parcel carrier: takes any API key that begins with <c>ship_</c>, and tells by the rest how the account is.</summary>
internal static class ShippingEndpoints
{
    private const string Prefix = "ship_";
    private static readonly string[] Versions = ["v1", "v2"];

    public static void MapShipping(this IEndpointRouteBuilder app) =>
        app.MapGet("/shipping/{version}/account", (string version, HttpRequest request) =>
        {
            if (!Versions.Contains(version))
            {
                return Results.NotFound();
            }

            var key = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) && header.Scheme == "Bearer" ? header.Parameter : null;
            return key?.StartsWith(Prefix, StringComparison.Ordinal) == true
                ? Results.Json(new { version, status = key == "ship_suspended" ? "suspended" : "active" })
                : Results.Json(new { error = "invalid_key" }, statusCode: StatusCodes.Status401Unauthorized);
        }).MayFail("shipping", "account");
}
