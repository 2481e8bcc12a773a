using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;

namespace Platform.QueryIndex;

/// <summary>The index by which records are searched: how complete it is, and jobs that build it anew or empty it.</summary>
public sealed class QueryIndexModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddFeatures("query_index", "Search index",
        new Feature("query_index.status.view", "See how complete the index is", "admin"),
        new Feature("query_index.reindex", "Build the index anew", "admin"),
        new Feature("query_index.purge", "Empty the index", "admin"));

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        IndexEndpoints.Map(routes.MapBusiness("/api/query_index").WithTags("Search index"));
    }

    public void AddWorkers(IHostApplicationBuilder builder)
    {
        builder.Services.AddJobHandler<ReindexJob>();
        builder.Services.AddJobHandler<PurgeJob>();
    }
}
