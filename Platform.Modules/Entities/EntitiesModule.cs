using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Entities.Custom;
using Platform.Entities.Definitions;
using Platform.Entities.Encryption;
using Platform.Entities.Records;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;
using Platform.Kernel.Search;

namespace Platform.Entities;

/// <summary>What tenants add to the platform's data: fields of entities, entities of their own, and their records.</summary>
public sealed class EntitiesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services
        .AddFeatures("entities", "Custom fields and entities",
            new Feature("entities.definitions.view", "See custom fields and entities", "admin", "employee"),
            new Feature("entities.definitions.manage", "Define custom fields and entities", "admin"),
            new Feature("entities.records.view", "See records of custom entities", "admin", "employee"),
            new Feature("entities.records.manage", "Change records of custom entities", "admin", "employee"))
        .AddSingleton<RecordIndex>()
        .AddSingleton<IIndexedRows>(s => s.GetRequiredService<RecordIndex>())
        .AddEventTypes(
            new EventType("entities.record.created", "Record created", Broadcast: true),
            new EventType("entities.record.updated", "Record updated", Broadcast: true),
            new EventType("entities.record.deleted", "Record deleted", Broadcast: true));

    public void AddHttp(WebApplicationBuilder builder) => builder.Services.AddScoped<IUndoRule, MapRewind>();

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/entities").WithTags("Entities");
        EntityEndpoints.Map(group);
        DefinitionEndpoints.Map(group);
        EncryptionEndpoints.Map(group);
        RecordEndpoints.Map(group);
        RelationOptions.Map(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder) => builder.Services.AddJobHandler<ConformJob>();
}
