using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Integrations.Contracts;
using Platform.Integrations.Shipping;
using Platform.Kernel.Access;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;

namespace Platform.Integrations;

/// <summary>Third parties that tenants connect: which there are, their credentials, whether they are on and whether they work.</summary>
public sealed class IntegrationsModule : IModule
{
    public const string View = "integrations.view";
    public const string Manage = "integrations.manage";
    public const string ManageCredentials = "integrations.credentials.manage";
    public const string CredentialsUpdated = "integrations.credentials.updated";
    public const string StateUpdated = "integrations.state.updated";
    public const string VersionUpdated = "integrations.version.changed";
    public const string HealthChecked = "integrations.health.checked";

    internal static readonly Problem Unknown = Problem.NotFound("Integration");

    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddFeatures("integrations", "Integrations",
            new Feature(View, "See integrations", "admin"),
            new Feature(Manage, "Switch integrations on and off and check them", "admin"),
            new Feature(ManageCredentials, "Enter credentials of integrations", "admin"));
        services.AddEventTypes(
            new EventType(CredentialsUpdated, "Integration credentials saved", Triggers: false),
            new EventType(StateUpdated, "Integration switched", Broadcast: true),
            new EventType(VersionUpdated, "Integration version chosen", Broadcast: true),
            new EventType(HealthChecked, "Integration checked", Broadcast: true));
        services.AddSingleton<IntegrationCatalog>();
        services.AddOptions<ShippingOptions>().BindConfiguration(ShippingOptions.Section);
        services.AddSingleton(ShippingIntegration.Bundle);
        services.AddSingleton<IIntegration, ShippingIntegration>();
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IntegrationVault>();
        builder.Services.AddScoped<IntegrationStates>();
        builder.Services.AddScoped<StateChange>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var integrations = routes.MapBusiness("/api/integrations");
        IntegrationList.Map(integrations);
        LogEndpoint.Map(integrations);
        IntegrationDetail.Map(integrations);
        CredentialEndpoints.Map(integrations);
        StateEndpoints.Map(integrations);
        HealthEndpoint.Map(integrations);
    }

    public void AddWorkers(IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(new RetentionRule("integrations.logs", "created_at", TimeSpan.FromDays(90)));

    internal static Problem Invalid(Dictionary<string, string[]> errors) => new(ProblemKind.Unprocessable, "Invalid payload", Fields: errors);
}
