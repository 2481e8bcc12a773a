using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Operations.Access;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;
using Platform.Operations.Seed;
using Platform.Operations.SignIn;
using Platform.Operations.Statistics;

namespace Platform.Operations;

/// <summary>The operation center: the hierarchy from the owner over distributors and resellers to customers, and the accounts of all of them.</summary>
public sealed class OperationsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OwnerOptions>().BindConfiguration(OwnerOptions.Section);
        services.AddSingleton<ISeed, RoleSeed>();
        services.AddSingleton<ISeed, DemoHierarchy>();
        services.AddSingleton<ISeed, HierarchyRoots>();
        services.AddEventTypes(
            new EventType("operations.login.success", "Signed in to the operation center"),
            new EventType("operations.organization.created", "Organization of the hierarchy created", Broadcast: true),
            new EventType("operations.organization.updated", "Organization of the hierarchy updated", Broadcast: true),
            new EventType("operations.organization.deleted", "Organization of the hierarchy deleted", Broadcast: true),
            new EventType("operations.account.created", "Account created", Broadcast: true),
            new EventType("operations.account.updated", "Account updated", Broadcast: true),
            new EventType("operations.account.deleted", "Account deleted", Broadcast: true));
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Surface, OperationsSurface>();
        services.AddSurfaceDocument(new SurfaceDocument("operations", "Operations", """
            The hierarchy Owner → Distributor → Reseller → Customer, and the accounts of its organizations.

            Every answer is `{code, message, data}`. You see your own organization and everything below it; what you do not see answers like what
            does not exist. Sign in with `POST /api/auth/exchange` and send the token as `Authorization: Bearer`.
            """, "Access token of a session, valid for a day."));
        services.AddOptions<ProviderOptions>().BindConfiguration(ProviderOptions.Section).ValidateDataAnnotations().ValidateOnStart();

#pragma warning disable EXTEXP0001 // Experimental, but the only way to take a default handler off one client.
        services.AddHttpClient(ProviderHttp.Client, client => (client.Timeout, client.MaxResponseContentBufferSize) = (TimeSpan.FromSeconds(5), 64 * 1024))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
            .RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton<TokenBinding>();
        services.AddSingleton<IdentityProvider>();
        services.AddSingleton<TokenExchange>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<ISurfaceGate, OperationsGate>();
        services.AddSingleton<HierarchyRule>();
        services.AddSingleton<IUndoRule>(s => s.GetRequiredService<HierarchyRule>());
        services.AddSingleton<IChangeRule>(s => s.GetRequiredService<HierarchyRule>());
        services.AddSingleton<IUndoRule, ReturnRule>();
        services.AddSingleton<IRightsRule, AccountRights>();
        services.AddSingleton<AccountRules>();
        services.AddScoped<ActingAccount>();
        services.AddScoped<HierarchyChanges>();
        services.AddSingleton<IPermissionSource, CenterPermissions>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var operations = routes.MapOperations();
        SignInEndpoints.Map(operations);
        OrganizationEndpoints.Map(operations);
        RoleEndpoints.Map(operations);
        AccountEndpoints.Map(operations);
        StatisticsEndpoint.Map(operations);
        HealthEndpoint.Map(operations);
    }

    public void AddWorkers(IHostApplicationBuilder builder) => builder.Services.AddHostedService<StatisticsRounds>();
}
