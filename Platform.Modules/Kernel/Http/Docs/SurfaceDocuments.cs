using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Platform.Kernel.Http;

/// <summary>OpenAPI documents, one a surface, and the page that shows them.</summary>
public static class SurfaceDocuments
{
    public const string Trading = "trading";

    public static void AddSurfaceDocuments(this IServiceCollection services) => services.AddOpenApi(Trading, options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Trading",
                Version = "v1",
                Description = """
                    Exchange bindings, tradings, sub-accounts, the ledger and its logs.

                    Every answer is `{success, data, metadata}` or `{success: false, error: {code, message, details}, metadata}`; `metadata.trace_id`
                    is also the header `X-Request-Id`. Amounts are decimal text with at most 8 decimals. Ids of others answer like missing ones.
                    Sign in with `POST /v1/auth/login` and send the access token as `Authorization: Bearer`.
                    """,
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "Access token of a session, valid for an hour.",
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
        app.MapScalarApiReference("/docs", options => options
            .WithTitle("Platform API")
            .WithOpenApiRoutePattern("/openapi/{documentName}.json")
            .AddDocument(Trading, "Trading"))
            .AllowAnonymous();
    }
}
