using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Pipelines;

/// <summary>The stages of pipelines.</summary>
internal static class StageEndpoints
{
    private const string What = "pipelineStage";
    private static readonly Problem NotFound = Problem.NotFound("Pipeline stage");
    private static readonly Problem HasDeals = new(ProblemKind.Conflict, "Cannot delete pipeline stage with active deals");

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/pipeline-stages");
        group.MapGet("", ListAsync).Requires("customers.pipelines.view").WithSummary("List stages")
            .WithDescription("All stages that the caller sees, or those of one pipeline, in their order.");
        group.MapPost("", CreateAsync).Requires("customers.pipelines.manage").Creates().WithSummary("Add a stage to a pipeline")
            .WithDescription("It becomes the last one unless `order` says otherwise, and its label a choice of the dictionary of stages. Cannot be undone.");
        group.MapPut("", UpdateAsync).Requires("customers.pipelines.manage").WithSummary("Change a stage")
            .WithDescription("Changes what is sent; deals in the stage follow its label. Cannot be undone.");
        group.MapDelete("", DeleteAsync).Requires("customers.pipelines.manage").WithSummary("Delete a stage")
            .WithDescription("A stage that has deals is kept. The id is in the query or in the body. Cannot be undone.");
        group.MapPost("/reorder", ReorderAsync).Requires("customers.pipelines.manage").WithSummary("Order stages anew")
            .WithDescription("Gives each of the stages its place; ids that are no stages are passed over. Cannot be undone.");
    }

    /// <summary>The stages of a pipeline belong to its organization.</summary>
    public static IQueryable<PipelineStage> Of(PlatformDb db, Guid pipeline) => db.Set<PipelineStage>().Where(s => s.PipelineId == pipeline);

    private static async Task<Outcome<Paged<StageView>>> ListAsync(
        HttpRequest request, PlatformDb db, Caller caller, AccessRecorder accesses, CancellationToken cancellation)
    {
        var query = new QueryReader(request.Query);
        var pipeline = query.Id("pipelineId");
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var found = await db.Set<PipelineStage>().AsNoTracking().Where(s => pipeline == null || s.PipelineId == pipeline)
            .OrderBy(s => s.PipelineId).ThenBy(s => s.Position).ThenBy(s => s.Id)
            .Select(s => new StageView(s.Id, s.PipelineId, s.Label, s.Position, s.Color, s.Icon, s.OrganizationId, s.TenantId, s.CreatedAt, s.UpdatedAt))
            .ToListAsync(cancellation);
        accesses.Record(caller, "customers.pipelineStage", [.. found.Select(s => s.Id)], AccessLog.ReadList, AccessFields.Of<StageView>());
        return new Paged<StageView>(found, found.Count, 1, Math.Max(found.Count, 1));
    }

    private static async Task<Outcome<IdAnswer>> CreateAsync(NewStage input, PipelineWrites writes, CancellationToken cancellation)
    {
        await using var change = await writes.BeginAsync(What, "create", cancellation);
        if (await writes.Db.Set<Pipeline>().AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == input.PipelineId && (input.OrganizationId == null || p.OrganizationId == input.OrganizationId), cancellation) is not { } pipeline)
        {
            return Problem.OfField("pipelineId", "Pipeline not found");
        }

        var count = await Of(writes.Db, pipeline.Id).CountAsync(cancellation);
        if (count >= StageBounds.MaxStages)
        {
            return Problem.OfField("pipelineId", $"a pipeline has at most {StageBounds.MaxStages} stages");
        }

        var now = writes.Now;
        var row = new PipelineStage
        {
            TenantId = pipeline.TenantId, OrganizationId = pipeline.OrganizationId, PipelineId = pipeline.Id, Label = input.Label!.Trim(),
            Position = input.Order ?? count, Color = Contacts.OrNull(input.Color), Icon = Contacts.OrNull(input.Icon), CreatedAt = now, UpdatedAt = now,
        };
        writes.Db.Add(row);
        await KeepChoiceAsync(writes, row, cancellation);
        return await change.Describe("Create pipeline stage", $"customers.{What}", row.Id).CommitAsync(new IdAnswer(row.Id), cancellation);
    }

    private static async Task<Outcome<OkAnswer>> UpdateAsync(StageChange input, PipelineWrites writes, CancellationToken cancellation)
    {
        await using var change = await writes.BeginAsync(What, "update", cancellation);
        if (await writes.Db.Set<PipelineStage>().SingleOrDefaultAsync(s => s.Id == input.Id, cancellation) is not { } row)
        {
            return NotFound;
        }

        row.Position = input.Order ?? row.Position;
        (row.Color, row.Icon) = input.Over(row.Color, row.Icon);
        row.UpdatedAt = writes.Now;
        if (input.Label?.Trim() is { } label && label != row.Label)
        {
            row.Label = label;
            await writes.Db.Set<Deal>().IgnoreQueryFilters([PlatformDb.OrganizationFilter, PlatformDb.DeletedFilter]).Where(d => d.PipelineStageId == row.Id)
                .ExecuteUpdateAsync(d => d.SetProperty(x => x.PipelineStage, label), cancellation);
            await KeepChoiceAsync(writes, row, cancellation);
        }

        return await change.Describe("Update pipeline stage", $"customers.{What}", row.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<OkAnswer>> DeleteAsync(
        Guid? id, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RowRef? body, PipelineWrites writes, CancellationToken cancellation)
    {
        if ((body?.Id ?? id) is not { } wanted)
        {
            return Problem.OfField("id", NeededAttribute.Message);
        }

        await using var change = await writes.BeginAsync(What, "delete", cancellation);
        if (await writes.Db.Set<PipelineStage>().SingleOrDefaultAsync(s => s.Id == wanted, cancellation) is not { } row)
        {
            return NotFound;
        }

        if (await writes.HasDealsAsync(d => d.PipelineStageId == wanted, cancellation))
        {
            return HasDeals;
        }

        writes.Db.Remove(row);
        return await change.Describe("Delete pipeline stage", $"customers.{What}", row.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static async Task<Outcome<OkAnswer>> ReorderAsync(StageOrders input, PipelineWrites writes, CancellationToken cancellation)
    {
        if (input.OrganizationId is { } organization && !writes.Caller.Sees(organization))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        await using var change = await writes.BeginAsync(What, "reorder", cancellation);
        var wanted = input.Stages!.GroupBy(s => s.Id!.Value).ToDictionary(g => g.Key, g => g.Last().Order!.Value);
        var rows = await writes.Db.Set<PipelineStage>().Where(s => wanted.Keys.Contains(s.Id) && (input.OrganizationId == null || s.OrganizationId == input.OrganizationId)).OrderBy(s => s.Id).ToListAsync(cancellation);
        foreach (var row in rows.Where(r => r.Position != wanted[r.Id]))
        {
            (row.Position, row.UpdatedAt) = (wanted[row.Id], writes.Now);
        }

        return rows.Count == 0 ? OkAnswer.Value : await change.Describe("Reorder pipeline stages", $"customers.{What}", rows[0].Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static Task KeepChoiceAsync(PipelineWrites writes, PipelineStage stage, CancellationToken cancellation) =>
        StageChoices.KeepAsync(writes.Db, stage.OrganizationId!.Value, stage.Label, stage.Color, stage.Icon, writes.Now, cancellation);
}
