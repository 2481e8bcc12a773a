using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>How deals move through the stages of a pipeline.</summary>
public sealed class DealPlacementTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<(string? Pipeline, string? Stage, string? Label)> PlaceAsync(Sales sales, string id)
    {
        var row = await sales.RowAsync(id);
        return (row.GetProperty("pipeline_id").GetString(), row.GetProperty("pipeline_stage_id").GetString(), row.GetProperty("pipeline_stage").GetString());
    }

    private static async Task<string[]> TransitionsAsync(Sales sales, string id) =>
        [.. (await sales.DetailAsync(id)).GetProperty("stageTransitions").EnumerateArray().Select(t => t.Text("stageLabel"))];

    [Fact]
    public async Task The_label_and_the_pipeline_follow_the_stage()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, first, second) = await sales.LineAsync();
        var other = await sales.PipelineAsync("Partners");
        var id = await sales.DealAsync(new { title = "A deal", pipelineStageId = first, pipelineStage = "Whatever" });
        Assert.Equal((pipeline, first, "Talking"), await PlaceAsync(sales, id));
        (await sales.ChangeAsync(new { id, pipelineStageId = second, pipelineId = pipeline })).Is(200);
        Assert.Equal((pipeline, second, "Offered"), await PlaceAsync(sales, id));
        (await sales.ChangeAsync(new { id, pipelineStage = "Typed" })).Is(200);
        Assert.Equal((pipeline, second, "Offered"), await PlaceAsync(sales, id));
        (await sales.ChangeAsync(new { id, pipelineStageId = first, pipelineId = other })).Refuses(400, field: "pipelineStageId");

        (await sales.Api.PutAsync(Sales.Stages, new { id = second, label = "Offer sent" })).Is(200);
        Assert.Equal((pipeline, second, "Offer sent"), await PlaceAsync(sales, id));
        (await sales.ChangeAsync(new { id, pipelineId = other })).Is(200);
        Assert.Equal((other, null, null), await PlaceAsync(sales, id));
        (await sales.ChangeAsync(new { id, pipelineId = (string?)null, pipelineStage = "Typed" })).Is(200);
        Assert.Equal((null, null, "Typed"), await PlaceAsync(sales, id));

        Assert.Equal(["Offer sent", "Offered", "Talking", "Typed"], (await api.Database.RowsAsync(
            "SELECT label FROM customers.choices WHERE tenant_id = $1 AND kind = 'pipeline_stage' ORDER BY label", sales.Staff.TenantId)).Select(r => (string)r[0]!));
    }

    [Fact]
    public async Task A_stage_is_in_the_history_once_and_undo_takes_it_out_again()
    {
        var sales = await Sales.OpenAsync(api);
        var (_, first, second) = await sales.LineAsync();
        var id = await sales.DealAsync(new { title = "A deal", pipelineStageId = first });
        var moved = (await sales.ChangeAsync(new { id, pipelineStageId = second })).Is(200);
        Assert.Equal(["Talking", "Offered"], await TransitionsAsync(sales, id));

        var undone = (await sales.Api.UndoAsync(moved)).Is(200);
        Assert.Equal(["Talking"], await TransitionsAsync(sales, id));
        Assert.Equal("Talking", (await PlaceAsync(sales, id)).Label);
        (await sales.Api.RedoAsync(undone.Root.Text("logId"))).Is(200);
        Assert.Equal(["Talking", "Offered"], await TransitionsAsync(sales, id));

        var before = await TimeAsync();
        (await sales.ChangeAsync(new { id, pipelineStageId = first })).Is(200);
        (await sales.ChangeAsync(new { id, pipelineStageId = first })).Is(200);
        Assert.Equal(["Talking", "Offered"], await TransitionsAsync(sales, id));
        Assert.True(await TimeAsync() > before);

        async Task<DateTimeOffset> TimeAsync() => (await sales.DetailAsync(id)).GetProperty("stageTransitions")[0].GetProperty("transitionedAt").GetDateTimeOffset();
    }

    [Fact]
    public async Task An_undo_puts_no_deal_into_a_stage_that_is_gone()
    {
        var sales = await Sales.OpenAsync(api);
        var (_, first, second) = await sales.LineAsync();
        var id = await sales.DealAsync(new { title = "A deal", pipelineStageId = first });
        var moved = (await sales.ChangeAsync(new { id, pipelineStageId = second })).Is(200);
        (await sales.Api.DeleteAsync(Sales.Stages, new { id = first })).Is(200);
        (await sales.Api.UndoAsync(moved)).Refuses(400, "Undo token not available");
        Assert.Equal("Offered", (await PlaceAsync(sales, id)).Label);
    }

    [Fact]
    public async Task Of_a_stage_that_goes_and_deals_that_come_one_wins()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, first, _) = await sales.LineAsync();
        for (var round = 0; round < 8; round++)
        {
            var stage = await sales.StageAsync(pipeline, $"Stage {round}");
            var id = await sales.DealAsync(new { title = "A deal", pipelineStageId = first });
            var both = await Task.WhenAll(sales.ChangeAsync(new { id, pipelineStageId = stage }), sales.Api.DeleteAsync(Sales.Stages, new { id = stage }));
            Assert.Contains((both[0].Status, both[1].Status), new[] { (200, 409), (400, 200) });
            Assert.Equal(both[0].Status == 200 ? stage : first, (await PlaceAsync(sales, id)).Stage);
        }
    }

    [Fact]
    public async Task A_pipeline_of_another_organization_of_the_tenant_is_foreign_too()
    {
        var sales = await Sales.OpenAsync(api);
        var below = new Sales(await api.BelowAsync(sales.Staff), api);
        var (theirs, stage, _) = await below.LineAsync();
        (await sales.Api.PostAsync(Sales.Deals, new { title = "x", pipelineId = theirs })).Refuses(400, field: "pipelineId");
        (await sales.Api.PostAsync(Sales.Deals, new { title = "x", pipelineStageId = stage })).Refuses(400, field: "pipelineStageId");
        var id = (await sales.Api.PostAsync(Sales.Deals, new { title = "x", pipelineStageId = stage, organizationId = below.Staff.OrganizationId })).NewId();
        Assert.Equal(JsonValueKind.String, (await below.RowAsync(id)).GetProperty("pipeline_stage_id").ValueKind);
    }
}
