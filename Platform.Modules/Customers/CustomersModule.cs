using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Customers.Addresses;
using Platform.Customers.Comments;
using Platform.Customers.Companies;
using Platform.Customers.Dashboard;
using Platform.Customers.Deals;
using Platform.Customers.Demo;
using Platform.Customers.Details;
using Platform.Customers.Dictionaries;
using Platform.Customers.Interactions;
using Platform.Customers.Labels;
using Platform.Customers.Links;
using Platform.Customers.People;
using Platform.Customers.Pipelines;
using Platform.Customers.Roles;
using Platform.Customers.Settings;
using Platform.Customers.Staff;
using Platform.Customers.Tags;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>The CRM: people and companies, what is kept about them, what is done with them, and the deals that come of it.</summary>
public sealed class CustomersModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services
            .AddFeatures("customers", "Customers",
                new Feature("customers.view", "See customers", "admin", "employee"),
                new Feature("customers.people.view", "See people", "admin", "employee"),
                new Feature("customers.people.manage", "Change people", "admin", "employee"),
                new Feature("customers.companies.view", "See companies", "admin", "employee"),
                new Feature("customers.companies.manage", "Change companies", "admin", "employee"),
                new Feature("customers.deals.view", "See deals", "admin", "employee"),
                new Feature("customers.deals.manage", "Change deals", "admin", "employee"),
                new Feature("customers.activities.view", "See notes, addresses and tags", "admin", "employee"),
                new Feature("customers.activities.manage", "Change notes, addresses and tags", "admin", "employee"),
                new Feature("customers.interactions.view", "See the timeline", "admin", "employee"),
                new Feature("customers.interactions.manage", "Plan and record on the timeline", "admin", "employee"),
                new Feature("customers.pipelines.view", "See pipelines", "admin", "employee"),
                new Feature("customers.pipelines.manage", "Change pipelines", "admin"),
                new Feature("customers.roles.view", "See who looks after customers", "admin", "employee"),
                new Feature("customers.roles.manage", "Say who looks after customers", "admin"),
                new Feature("customers.settings.manage", "Change settings and dictionaries of customers", "admin"),
                new Feature("customers.widgets.todos", "See tasks on the dashboard", "admin", "employee"),
                new Feature("customers.widgets.new-customers", "See new customers on the dashboard", "admin", "employee"),
                new Feature("customers.widgets.new-deals", "See new deals on the dashboard", "admin", "employee"),
                new Feature("customers.widgets.next-interactions", "See next interactions on the dashboard", "admin", "employee"))
            .AddFeatures("dashboards", "Dashboards", new Feature("dashboards.view", "See dashboards", "admin", "employee"))
            .AddEventTypes(CustomerEvents.All);
        builder.Services.AddNavigation(new NavigationGroup(NavigationArea.Main, "customers", "Customers", Order: 10),
            new NavigationItem("customers", "/backend/customers/people", "People", "customers.people.view"),
            new NavigationItem("customers", "/backend/customers/companies", "Companies", "customers.companies.view"),
            new NavigationItem("customers", "/backend/customers/deals", "Deals", "customers.deals.view"));
        builder.Services.AddResource<PersonResource>();
        builder.Services.AddResource<CompanyResource>();
        builder.Services.AddResource<AddressResource>();
        builder.Services.AddResource<CommentResource>();
        builder.Services.AddResource<TagResource>();
        builder.Services.AddResource<DealResource>();
        builder.Services.AddSingleton<DemoSeeder>();
        builder.Services.AddTimeline();
    }

    public void AddHttp(WebApplicationBuilder builder) => builder.Services
        .AddSingleton<IUndoRule, OnePrimaryAddress>().AddSingleton<IUndoRule, LinksHold>().AddSingleton<IUndoRule, RoleTypesHold>()
        .AddSingleton<IUndoRule, DependentsHold<Person>>().AddSingleton<IUndoRule, DependentsHold<Company>>()
        .AddScoped<PipelineWrites>().AddSingleton<IUndoRule, DealRewind>().AddSingleton<IUndoRule, DealPartsRewind>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/customers").WithTags("Customers");
        group.MapResource<PersonResource>("/people");
        group.MapResource<CompanyResource>("/companies");
        group.MapResource<AddressResource>("/addresses");
        group.MapResource<CommentResource>("/comments");
        group.MapResource<TagResource>("/tags");
        PersonDetail.Map(group);
        CompanyDetail.Map(group);
        PhoneCheck.Map(group);
        LinkEndpoints.Map(group);
        EnrichedCompanies.Map(group);
        LinkedPeople.Map(group);
        RoleEndpoints.Map(group, "/people", Customer.PersonKind);
        RoleEndpoints.Map(group, "/companies", Customer.CompanyKind);
        TagAssignments.Map(group);
        LabelEndpoints.Map(group);
        ChoiceEndpoints.Map(group);
        KindSettings.Map(group);
        CurrencyEndpoint.Map(group);
        AddressFormats.Map(group);
        AssignableStaff.Map(group);
        group.MapResource<DealResource>("/deals");
        DealEndpoints.Map(group);
        PipelineEndpoints.Map(group);
        StageEndpoints.Map(group);
        NewestWidgets.Map(group);
        group.MapTimeline();
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
