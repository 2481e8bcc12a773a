using System.Text.Json;
using Platform.Tests.Customers.Deals;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Pipelines;

/// <summary>Pipelines and their stages: one default an organization, an order, and none goes while deals are in it.</summary>
public sealed class PipelineTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<string[]> DefaultsAsync(Sales sales) =>
        [.. (await sales.Api.GetAsync($"{Sales.Pipelines}?isDefault=true")).Items().Select(i => i.Text("name"))];

    private static async Task<string[]> LabelsAsync(Sales sales, string pipeline) =>
        [.. (await sales.Api.GetAsync($"{Sales.Stages}?pipelineId={pipeline}")).Items().Select(i => i.Text("label"))];

    [Fact]
    public async Task A_new_default_takes_the_place_of_the_former_in_its_organization_only()
    {
        var sales = await Sales.OpenAsync(api);
        var below = new Sales(await api.BelowAsync(sales.Staff), api);
        await sales.PipelineAsync("First", isDefault: true);
        var second = await sales.PipelineAsync("Second");
        await below.PipelineAsync("Theirs", isDefault: true);
        Assert.Equal(["First", "Theirs"], await DefaultsAsync(sales));

        (await sales.Api.PutAsync(Sales.Pipelines, new { id = second, isDefault = true, name = "Now" })).Is(200);
        Assert.Equal(["Now", "Theirs"], await DefaultsAsync(sales));
        Assert.Equal(["Theirs"], await DefaultsAsync(below));
        Assert.Equal(["First"], (await sales.Api.GetAsync($"{Sales.Pipelines}?isDefault=false")).Items().Select(i => i.Text("name")));
        (await sales.Api.PutAsync(Sales.Pipelines, new { id = second, isDefault = false })).Is(200);
        Assert.Equal(["Theirs"], await DefaultsAsync(sales));
    }

    [Fact]
    public async Task Of_defaults_that_are_raced_one_is_left()
    {
        var sales = await Sales.OpenAsync(api);
        var old = await sales.PipelineAsync("Old");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? sales.Api.PostAsync(Sales.Pipelines, new { name = $"P{i}", isDefault = true })
            : sales.Api.PutAsync(Sales.Pipelines, new { id = old, isDefault = true })));
        Assert.All(answers, a => Assert.InRange(a.Status, 200, 201));
        Assert.Single(await DefaultsAsync(sales));
    }

    [Fact]
    public async Task What_makes_no_pipeline_or_stage_is_refused_by_its_field()
    {
        var sales = await Sales.OpenAsync(api);
        var stranger = await Sales.OpenAsync(api);
        var (pipeline, foreign) = (await sales.PipelineAsync(), await stranger.PipelineAsync());
        (await sales.Api.PostAsync(Sales.Pipelines, new { name = " " })).Refuses(400, field: "name");
        (await sales.Api.PostAsync(Sales.Pipelines, new { name = "x", organizationId = stranger.Staff.OrganizationId })).Refuses(403);
        (await sales.Api.PostAsync(Sales.Pipelines, new { name = "x", tenantId = stranger.Staff.TenantId })).Refuses(403);
        (await sales.Api.PostAsync(Sales.Stages, new { pipelineId = pipeline })).Refuses(400, field: "label");
        (await sales.Api.PostAsync(Sales.Stages, new { label = "x" })).Refuses(400, field: "pipelineId");
        (await sales.Api.PostAsync(Sales.Stages, new { pipelineId = foreign, label = "x" })).Refuses(400, field: "pipelineId");
        (await sales.Api.PostAsync(Sales.Stages, new { pipelineId = pipeline, label = "x", order = -1 })).Refuses(400, field: "order");
        (await sales.Api.PostAsync($"{Sales.Stages}/reorder", new { stages = Array.Empty<object>() })).Refuses(400, field: "stages");
        (await sales.Api.PostAsync($"{Sales.Stages}/reorder", new { stages = new object?[] { null } })).Refuses(400, field: "stages");
        (await sales.Api.PostAsync(Sales.Stages, new { pipelineId = pipeline, label = "x", color = "red" })).Refuses(400, field: "color");
        (await sales.Api.PutAsync(Sales.Stages, new { id = pipeline, color = "red" })).Refuses(400, field: "color");
        (await sales.Api.GetAsync($"{Sales.Pipelines}?isDefault=maybe")).Refuses(400, field: "isDefault");
        (await sales.Api.GetAsync($"{Sales.Stages}?pipelineId=7")).Refuses(400, field: "pipelineId");
        (await sales.Api.DeleteAsync(Sales.Pipelines)).Refuses(400, field: "id");
        (await sales.Api.DeleteAsync(Sales.Stages)).Refuses(400, field: "id");
    }

    [Fact]
    public async Task Another_tenants_pipelines_and_stages_are_as_good_as_none()
    {
        var sales = await Sales.OpenAsync(api);
        var stranger = await Sales.OpenAsync(api);
        var (pipeline, stage, _) = await sales.LineAsync();
        (await stranger.Api.PutAsync(Sales.Pipelines, new { id = pipeline, name = "Mine" })).Refuses(404, "Pipeline not found");
        (await stranger.Api.DeleteAsync($"{Sales.Pipelines}?id={pipeline}")).Refuses(404, "Pipeline not found");
        (await stranger.Api.PutAsync(Sales.Stages, new { id = stage, label = "Mine" })).Refuses(404, "Pipeline stage not found");
        (await stranger.Api.DeleteAsync(Sales.Stages, new { id = stage })).Refuses(404, "Pipeline stage not found");
        (await stranger.Api.PostAsync($"{Sales.Stages}/reorder", new { stages = new[] { new { id = stage, order = 9 } } })).Is(200);
        Assert.Empty((await stranger.Api.GetAsync(Sales.Stages)).Items());
        Assert.Equal(["Talking", "Offered"], await LabelsAsync(sales, pipeline));
        foreach (var body in new object[] { new { title = "x", pipelineId = pipeline }, new { title = "x", pipelineStageId = stage } })
        {
            (await stranger.Api.PostAsync(Sales.Deals, body)).Refuses(400);
        }

        var viewer = await Sales.OpenAsync(api, "customers.pipelines.view");
        (await viewer.Api.GetAsync(Sales.Pipelines)).Is(200);
        (await viewer.Api.PostAsync(Sales.Pipelines, new { name = "x" })).Refuses(403, "Forbidden");
        (await viewer.Api.PostAsync($"{Sales.Stages}/reorder", new { stages = Array.Empty<object>() })).Refuses(403, "Forbidden");
    }

    [Fact]
    public async Task Stages_come_at_the_end_are_reordered_and_unknown_ids_are_passed_over()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, first, second) = await sales.LineAsync();
        var third = await sales.StageAsync(pipeline, "Signed");
        Assert.Equal(["Talking", "Offered", "Signed"], await LabelsAsync(sales, pipeline));
        var stages = new[] { new { id = third, order = 0 }, new { id = first, order = 1 }, new { id = second, order = 2 }, new { id = pipeline, order = 3 } };
        (await sales.Api.PostAsync($"{Sales.Stages}/reorder", new { stages })).Is(200);
        Assert.Equal(["Signed", "Talking", "Offered"], await LabelsAsync(sales, pipeline));

        (await sales.Api.PutAsync(Sales.Stages, new { id = third, order = 5, color = "#112233", icon = "star" })).Is(200);
        (await sales.Api.PutAsync(Sales.Stages, new { id = third, color = (string?)null })).Is(200);
        var row = (await sales.Api.GetAsync($"{Sales.Stages}?pipelineId={pipeline}")).Items()[2];
        Assert.Equal((5, JsonValueKind.Null, "star"), (row.GetProperty("order").GetInt32(), row.GetProperty("color").ValueKind, row.Text("icon")));
    }

    [Fact]
    public async Task Neither_pipeline_nor_stage_goes_while_deals_are_in_it()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, first, second) = await sales.LineAsync();
        var deal = await sales.DealAsync(new { title = "A deal", pipelineStageId = first });
        (await sales.Api.DeleteAsync($"{Sales.Pipelines}?id={pipeline}")).Refuses(409, "Cannot delete pipeline with active deals");
        (await sales.Api.DeleteAsync(Sales.Stages, new { id = first })).Refuses(409, "Cannot delete pipeline stage with active deals");
        (await sales.Api.DeleteAsync(Sales.Stages, new { id = second })).Is(200);
        var deleted = (await sales.Api.DeleteAsync($"{Sales.Deals}?id={deal}")).Is(200);
        (await sales.Api.DeleteAsync(Sales.Pipelines, new { id = pipeline })).Is(200);
        Assert.Empty((await sales.Api.GetAsync(Sales.Stages)).Items());
        (await sales.Api.UndoAsync(deleted)).Refuses(400, "Undo token not available");
    }

    [Fact]
    public async Task Pipelines_and_stages_are_recorded_and_cannot_be_undone()
    {
        var sales = await Sales.OpenAsync(api);
        var made = (await sales.Api.PostAsync(Sales.Pipelines, new { name = "Sales" })).Is(201);
        Assert.Null(made.Header("x-om-operation"));
        var stage = await sales.StageAsync(made.NewId(), "Talking");
        foreach (var (kind, id) in new[] { ("customers.pipeline", made.NewId()), ("customers.pipelineStage", stage) })
        {
            var action = Assert.Single((await sales.Api.GetAsync($"/api/audit_logs/audit-logs/actions?resourceId={id}")).Items());
            Assert.Equal((kind, "create"), (action.Text("resourceKind"), action.Text("actionType")));
        }
    }
}
