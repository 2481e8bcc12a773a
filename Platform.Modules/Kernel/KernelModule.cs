using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Jobs;
using Platform.Kernel.Mail;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel;

/// <summary>The ground that every module stands on.</summary>
public static class KernelModule
{
    /// <summary>Services of both hosts.</summary>
    public static void AddKernel(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        builder.AddPlatformConnections();
        services.AddSingleton<Migrator>();
        services.AddEvents();
        services.AddOptions<IdentityOptions>().BindConfiguration(IdentityOptions.Section).ValidateDataAnnotations();
        services.AddSingleton<IMasterKey, ConfiguredMasterKey>();
        services.AddSingleton<Secrets>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<TenantCache>();
        services.AddSingleton<ChangeNews>();
        services.AddSingleton<StaffDirectory>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<StaffDirectory>());
        services.AddSingleton<CustomFieldCatalog>();
        services.AddSingleton<UserTexts>();
        services.AddSingleton<RowIndexer>();
        services.AddSingleton<IndexReader>();
        services.AddSingleton<DefaultMaps>();
        services.AddSingleton<ITenantStart>(s => s.GetRequiredService<DefaultMaps>());
        services.AddSingleton<Totals>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<Totals>());
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<CustomFieldCatalog>());
        services.AddMail();
        services.AddOutboundHttp();
    }

    /// <summary>What Workers need besides: what becomes of rows that are over.</summary>
    public static void AddKernelWorkers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService(s => s.GetRequiredService<ChangeNews>());
        builder.Services.AddSingleton(new RetentionRule("http.idempotency_keys", "created_at", TimeSpan.FromDays(2)));
        builder.Services.AddSingleton(new RetentionRule("events.inbox", "handled_at", TimeSpan.FromDays(35)));
        builder.Services.AddSingleton(new RetentionRule("identity.sessions", "expires_at", TimeSpan.FromDays(7)));
        builder.Services.AddSingleton(new RetentionRule("identity.email_changes", "expires_at", TimeSpan.FromDays(7)));
    }

    /// <summary>What Api needs besides: the HTTP pipeline and authentication.</summary>
    public static void AddKernelHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Surface, BusinessSurface>();
        services.AddSurfaceDocument(new SurfaceDocument("business", "Business platform", """
            Users, roles, tenants and organizations, custom fields and entities, the CRM, the audit log with undo and redo, jobs, toggles, dictionaries,
            translations and integrations.

            Answers are bodies without an envelope; errors are `{error, details?, fieldErrors?, code?}`. Lists take `page`, `pageSize`, `sortField`, `sortDir`
            and answer `{items, total, page, pageSize, totalPages}`. What can be undone answers with the header `x-om-operation`. Sign in with
            `POST /api/auth/login` and send the token as `Authorization: Bearer`, or an API key as `X-Api-Key`.
            """, "Access token of a session, valid for eight hours."));
        services.AddSingleton<Surface, ProductsSurface>();
        services.AddOutputCache();
        services.AddSingleton<IProblemDetailsService, ValidationProblems>();
        services.AddScoped<Caller>();
        services.AddSingleton<ApiKeyDirectory>();
        services.AddScoped<RoleGivings>();
        services.AddScoped<GrantPolicy>();
        services.AddSingleton<IRightsRule, SuperAdminRemains>();
        services.AddHttpContextAccessor();
        services.AddScoped(_ => new Actor { SaveStep = new NoChange() });
        services.AddScoped<Changes>();
        services.AddScoped<ChangeRecorder>();
        services.AddScoped<PermissionChecks>();
        services.AddScoped<UndoRedo>();
        services.AddSingleton<AccessRecorder>();
        services.AddHostedService(s => s.GetRequiredService<AccessRecorder>());
        services.AddScoped<CrudContext>();
        services.AddOptions<ExportOptions>().BindConfiguration(ExportOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ExportSlots>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<PrincipalReader>();
        services.AddSingleton<PrincipalCache>();
        services.AddHostedService(s => s.GetRequiredService<ChangeNews>());
        services.AddSingleton<Sessions>();
        services.AddSingleton<EmailChanges>();
        services.AddAuthentication(BearerHandler.Scheme).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? [])
            .AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-RateLimit-Window",
                "Retry-After", "x-om-operation", "x-om-partial-index", "Content-Disposition")));
        services.Configure<ForwardedHeadersOptions>(options => TrustProxies(options, builder.Configuration));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 256 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;

            // Whoever reads more slowly than any line of today is let go.
            kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 2048, gracePeriod: TimeSpan.FromSeconds(10));

            // A page of fifty wide rows is more than the default of 64 kB; it should not wait for its own first half to leave.
            kestrel.Limits.MaxResponseBufferSize = 128 * 1024;
        });
    }

    /// <summary>Only proxies that configuration names (<c>Http:TrustedProxies</c>) may say where a request came from.</summary>
    private static void TrustProxies(ForwardedHeadersOptions options, ConfigurationManager configuration)
    {
        var proxies = configuration.GetSection("Http:TrustedProxies").Get<string[]>() ?? [];
        options.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        }
    }
}
