using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Pipelines;

/// <summary>The pipelines of an organization, of which one may be the default.</summary>
internal static class PipelineEndpoints
{
    private const string What = "pipeline";
    private static readonly Problem NotFound = Problem.NotFound("Pipeline");
    private static readonly Problem HasDeals = new(ProblemKind.Conflict, "Cannot delete pipeline with active deals");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/pipelines");
        group.MapGet("", ListAsync).Requires("customers.pipelines.view").WithSummary("List pipelines")
            .WithDescription("All pipelines that the caller sees, the oldest first; `isDefault` keeps the default ones, or the others.")
            .TakesQuery(QueryParameter.Flag("isDefault", "true for the default ones, false for the others"));
        group.MapPost("", CreateAsync).Requires("customers.pipelines.manage").Creates().WithSummary("Create a pipeline")
            .WithDescription("An organization has at most one default: a new one takes the place of the former. Cannot be undone.");
        group.MapPut("", UpdateAsync).Requires("customers.pipelines.manage").WithSummary("Change a pipeline")
            .WithDescription("Changes what is sent. Cannot be undone.");
        group.MapDelete("", DeleteAsync).Requires("customers.pipelines.manage").WithSummary("Delete a pipeline")
            .WithDescription("Deletes a pipeline with its stages; one that has deals is kept. The id is in the query or in the body. Cannot be undone.");
    }

    private static async Task<Outcome<Paged<PipelineView>>> ListAsync(
        HttpRequest request, PlatformDb db, Caller caller, AccessRecorder accesses, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var isDefault = query.OptionalFlag("isDefault");
        var found = await db.Set<Pipeline>().AsNoTracking().Where(p => isDefault == null || p.IsDefault == isDefault)
            .OrderBy(p => p.CreatedAt).ThenBy(p => p.Id)
            .Select(p => new PipelineView(p.Id, p.Name, p.IsDefault, p.OrganizationId, p.TenantId, p.CreatedAt, p.UpdatedAt)).ToListAsync(cancellation);
        accesses.Record(caller, "customers.pipeline", [.. found.Select(p => p.Id)], AccessLog.ReadList, AccessFields.Of<PipelineView>());
        return new Paged<PipelineView>(found, found.Count, 1, Math.Max(found.Count, 1));
    }

    private static async Task<Outcome<IdAnswer>> CreateAsync(NewPipeline input, PipelineWrites writes, CancellationToken cancellation)
    {
        if ((input.OrganizationId ?? writes.Caller.OrganizationId) is not { } organization)
        {
            return Problem.NoOrganization;
        }

        if (!writes.Caller.Sees(organization))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        await using var change = await writes.BeginAsync(What, "create", cancellation);
        var now = writes.Now;
        var row = new Pipeline
        {
            TenantId = writes.Caller.TenantId, OrganizationId = organization, Name = input.Name!.Trim(), IsDefault = input.IsDefault == true, CreatedAt = now, UpdatedAt = now,
        };
        await DemoteOthersAsync(writes, row, cancellation);
        writes.Db.Add(row);
        return await change.Describe("Create pipeline", $"customers.{What}", row.Id).CommitAsync(new IdAnswer(row.Id), cancellation);
    }

    private static async Task<Outcome<OkAnswer>> UpdateAsync(PipelineChange input, PipelineWrites writes, CancellationToken cancellation)
    {
        await using var change = await writes.BeginAsync(What, "update", cancellation);
        if (await writes.Db.Set<Pipeline>().SingleOrDefaultAsync(p => p.Id == input.Id, cancellation) is not { } row)
        {
            return NotFound;
        }

        (row.Name, row.IsDefault, row.UpdatedAt) = (input.Name?.Trim() ?? row.Name, input.IsDefault ?? row.IsDefault, writes.Now);
        await DemoteOthersAsync(writes, row, cancellation);
        return await change.Describe("Update pipeline", $"customers.{What}", row.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<OkAnswer>> DeleteAsync(
        Guid? id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RowRef? body, PipelineWrites writes, CancellationToken cancellation)
    {
        if ((body?.Id ?? id) is not { } wanted)
        {
            return Problem.OfField("id", NeededAttribute.Message);
        }

        await using var change = await writes.BeginAsync(What, "delete", cancellation);
        if (await writes.Db.Set<Pipeline>().SingleOrDefaultAsync(p => p.Id == wanted, cancellation) is not { } row)
        {
            return NotFound;
        }

        if (await writes.HasDealsAsync(d => d.PipelineId == wanted, cancellation))
        {
            return HasDeals;
        }

        writes.Db.RemoveRange(await StageEndpoints.Of(writes.Db, wanted).ToListAsync(cancellation));
        writes.Db.Remove(row);
        return await change.Describe("Delete pipeline", $"customers.{What}", row.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    /// <summary>Before the save, or the index that allows one default would refuse the second.</summary>
    private static async Task DemoteOthersAsync(PipelineWrites writes, Pipeline row, CancellationToken cancellation)
    {
        if (row.IsDefault)
        {
            var now = writes.Now;
            await writes.Db.Set<Pipeline>().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
                .Where(p => p.OrganizationId == row.OrganizationId && p.Id != row.Id && p.IsDefault)
                .ExecuteUpdateAsync(p => p.SetProperty(x => x.IsDefault, false).SetProperty(x => x.UpdatedAt, now), cancellation);
        }
    }
}
