using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Directory.Contracts;
using Platform.Directory.Lookups;
using Platform.Directory.Organizations;
using Platform.Directory.Switcher;
using Platform.Directory.Tenants;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Directory;

/// <summary>The directory: tenants, the tree of their organizations, and which of them a caller works in.</summary>
public sealed class DirectoryModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddScoped<OrganizationLines>();
        services.AddResource<OrganizationResource>();
        services.AddResource<TenantResource>();
        services.AddFeatures("directory", "Directory",
            new Feature("directory.organizations.view", "See organizations", "admin", "employee"),
            new Feature("directory.organizations.manage", "Change organizations", "admin"),
            new Feature("directory.tenants.view", "See tenants"),
            new Feature("directory.tenants.manage", "Change tenants"));
        services.AddEventTypes(
            new EventType("directory.organization.created", "Organization created", Broadcast: true),
            new EventType("directory.organization.updated", "Organization updated", Broadcast: true),
            new EventType("directory.organization.deleted", "Organization deleted", Broadcast: true),
            new EventType("directory.tenant.created", "Tenant created"),
            new EventType("directory.tenant.updated", "Tenant updated"),
            new EventType("directory.tenant.deleted", "Tenant deleted"));
        services.AddNavigation(new NavigationGroup(NavigationArea.Settings, "directory", "Directory", Order: 20),
            new NavigationItem("directory", "/backend/directory/organizations", "Organizations", "directory.organizations.manage"),
            new NavigationItem("directory", "/backend/directory/tenants", "Tenants", "directory.tenants.manage"));
    }

    public void AddHttp(WebApplicationBuilder builder) => builder.Services.AddSingleton<IUndoRule, TreeLock>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/directory").WithTags("Directory");
        routes.ServiceProvider.GetRequiredService<OrganizationResource>().MapAll(group);
        group.MapResource<TenantResource>("/tenants");
        SwitcherEndpoint.Map(group);
        LookupEndpoints.Map(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
