using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Platform.Sandbox.Faults;

namespace Platform.Sandbox.Core;

/// <summary>What all stand-ins share: users, limits, headers, and logs without codes.</summary>
internal static class SandboxHost
{
    private const int DefaultPort = 5190;
    private const int MaxBodyBytes = 32 * 1024;

    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports"];
    private static readonly string[] QuietCategories =
        ["Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Http.Result", "OpenIddict"];

    public static void AddSandbox(this WebApplicationBuilder builder)
    {
        if (AddressKeys.All(key => string.IsNullOrEmpty(builder.Configuration[key])))
        {
            builder.WebHost.UseUrls($"http://localhost:{DefaultPort}");
        }
        // The framework logs whole query strings and redirect targets, which carry codes, tokens and secrets.
        foreach (var category in QuietCategories)
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        });
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueCountLimit = 32;
            form.KeyLengthLimit = 128;
            form.ValueLengthLimit = 8 * 1024;
        });
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);

        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<SandboxOptions>().BindConfiguration("Sandbox").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<SandboxOptions>, SandboxOptionsRules>();
        builder.Services.AddSingleton<DemoUsers>();
        builder.Services.AddSingleton<RedirectUris>();
        builder.Services.AddSingleton<FaultBoard>();
    }

    public static void UseSandbox(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
            headers.ContentSecurityPolicy =
                "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return next(context);
        });
    }
}
