using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Customers.Details;
using Platform.Customers.Pipelines;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Customers.Deals;

/// <summary>One deal with all that belongs to it.</summary>
internal static class DealEndpoints
{
    private const string Stages = "stages";
    private const string Transitions = "transitions";

    public static void Map(RouteGroupBuilder customers)
    {
        var deal = customers.MapGroup("/deals/{id}").ExpectsIds("id").Requires("customers.deals.view");
        deal.MapGet("", ShowAsync).OnOneConnection().WithSummary("Show a deal").WithDescription("With its people, companies, custom values and owner.")
            .TakesQuery((Related.Parameter, "`stages` adds the stages of its pipeline and when it came to them, `transitions` the latter alone"));
        DealPartLists.Map(deal);
        DealStats.Map(deal);
    }

    private static async Task<Outcome<DealDetail>> ShowAsync(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        if (await db.Set<Deal>().AsNoTracking().SingleOrDefaultAsync(d => d.Id == id.Value, cancellation) is not { } deal)
        {
            return Problem.NotFound("Deal");
        }

        var secrets = await context.Secrets.OfTenantAsync(db, cancellation);
        var parts = await DealPartViews.OfAsync(db, secrets, id, kind: null, cancellation);
        var owner = deal.OwnerUserId is { } user && (await context.Http.RequestServices.GetRequiredService<UserTexts>().OfAsync(db, [user], cancellation)).GetValueOrDefault(user) is { } known
            ? new DealOwner(known.Id, known.Name, known.Email)
            : null;
        var stages = Related.Asks(context, Stages) && deal.PipelineId is { } pipeline ? await StagesAsync(db, pipeline, cancellation) : [];
        var transitions = Related.Asks(context, Stages) || Related.Asks(context, Transitions) ? await TransitionsAsync(db, id, cancellation) : [];
        context.Accesses.Record(context.Caller, DealResource.KindName, [deal.Id], AccessLog.ReadItem, AccessFields.Of<DealDetail>());
        return new DealDetail(
            DealRecord.Of(deal, secrets), [.. parts.Where(p => p.Kind == Customer.PersonKind)], [.. parts.Where(p => p.Kind == Customer.CompanyKind)],
            CustomValues.Open(deal.Custom, secrets), Viewer.Of(context.Caller), stages, transitions, owner);
    }

    private static Task<List<DealStage>> StagesAsync(PlatformDb db, Guid pipeline, CancellationToken cancellation) =>
        StageEndpoints.Of(db, pipeline).AsNoTracking().OrderBy(s => s.Position).ThenBy(s => s.Id)
            .Select(s => new DealStage(s.Id, s.Label, s.Position, s.Color, s.Icon)).ToListAsync(cancellation);

    private static Task<List<DealTransition>> TransitionsAsync(PlatformDb db, Guid deal, CancellationToken cancellation) =>
        db.Set<StageTransition>().AsNoTracking().Where(t => t.DealId == deal).OrderBy(t => t.StageOrder).ThenBy(t => t.TransitionedAt).ThenBy(t => t.Id)
            .Select(t => new DealTransition(t.StageId, t.StageLabel, t.StageOrder, t.TransitionedAt)).ToListAsync(cancellation);
}
