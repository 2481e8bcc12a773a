using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Platform.Kernel.Http;

/// <summary>The OpenAPI document of a surface.</summary>
/// <param name="Name">The surface's.</param>
/// <param name="Token">What a bearer token of the surface is.</param>
public sealed record SurfaceDocument(string Name, string Title, string Description, string Token);

/// <summary>OpenAPI documents, one a surface, and the page that shows them.</summary>
public static class SurfaceDocuments
{
    public static IServiceCollection AddSurfaceDocument(this IServiceCollection services, SurfaceDocument about) => services.AddSingleton(about).AddOpenApi(about.Name, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = about.Title, Version = "v1", Description = about.Description };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = about.Token,
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer<SchemaForms>();
        options.AddOperationTransformer<OperationForms>();
    });

    public static void MapSurfaceDocuments(this WebApplication app)
    {
        // The document is always the same; making it is not cheap, and anybody may ask.
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)));
        app.MapScalarApiReference("/docs", options =>
        {
            options.WithTitle("Platform API").WithOpenApiRoutePattern("/openapi/{documentName}.json").WithFavicon("/landing.svg").WithNonce();

            // What the page's vendor offers besides: it would send readers, or what they read, elsewhere.
            options.DisableAgent().DisableMcp().DisableTelemetry().HideDeveloperTools().HideClientButton().DisableDefaultFonts();
            foreach (var document in app.Services.GetServices<SurfaceDocument>())
            {
                options.AddDocument(document.Name, document.Title);
            }
        }).AllowAnonymous().AddEndpointFilter(KeepToThisOrigin);
    }

    /// <summary>The page runs its own scripts only, and asks no other host for anything; its styles are written by its scripts.</summary>
    private static async ValueTask<object?> KeepToThisOrigin(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var answer = await next(invocation);
        var context = invocation.HttpContext;
        if (context.Items.TryGetValue(ScalarOptions.NonceHttpContextItemKey, out var nonce))
        {
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
                + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        }

        return answer;
    }
}
