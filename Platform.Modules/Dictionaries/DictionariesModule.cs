using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Dictionaries.Contracts;
using Platform.Dictionaries.Entries;
using Platform.Dictionaries.Lists;
using Platform.Kernel.Access;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Dictionaries;

/// <summary>Dictionaries: the lists of values that organizations choose from.</summary>
public sealed class DictionariesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddFeatures("dictionaries", "Dictionaries",
            new Feature("dictionaries.view", "See dictionaries", "admin", "employee"),
            new Feature("dictionaries.manage", "Change dictionaries", "admin"));
        builder.Services.AddNavigation(new NavigationGroup(NavigationArea.Main, "data", "Data", Order: 80),
            new NavigationItem("data", "/backend/dictionaries", "Dictionaries", "dictionaries.view"));
        builder.Services.AddEventTypes(
            new EventType("dictionaries.dictionary.created", "Dictionary created"),
            new EventType("dictionaries.dictionary.updated", "Dictionary updated"),
            new EventType("dictionaries.dictionary.deleted", "Dictionary deleted"),
            new EventType("dictionaries.entry.created", "Dictionary entry created"),
            new EventType("dictionaries.entry.updated", "Dictionary entry updated"),
            new EventType("dictionaries.entry.deleted", "Dictionary entry deleted"));
    }

    public void AddHttp(WebApplicationBuilder builder) => builder.Services.AddScoped<DictionaryScope>().AddScoped<DictionaryReader>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/dictionaries").WithTags("Dictionaries");
        DictionaryEndpoints.Map(group);
        EntryEndpoints.Map(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
    }
}
