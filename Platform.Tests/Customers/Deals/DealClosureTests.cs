using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>How deals are won, lost and opened again, and who hears of it.</summary>
public sealed class DealClosureTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Theory]
    [InlineData("win", "won")]
    [InlineData("won", "won")]
    [InlineData("loose", "lost")]
    [InlineData("lost", "lost")]
    public async Task A_status_that_ends_a_deal_sets_its_outcome_and_tells_the_owner_once(string status, string outcome)
    {
        var sales = await Sales.OpenAsync(api);
        var id = await sales.DealAsync(new { title = "A deal", ownerUserId = sales.Staff.UserId, valueAmount = "12.5", valueCurrency = "EUR" });
        (await sales.ChangeAsync(new { id, status })).Is(200);
        (await sales.ChangeAsync(new { id, status, title = "Renamed" })).Is(200);

        var row = await sales.RowAsync(id);
        Assert.Equal((status, outcome), (row.Text("status"), row.Text("closure_outcome")));
        Assert.NotEqual(JsonValueKind.Null, row.GetProperty("closed_at").ValueKind);
        var raised = Assert.Single(await sales.RaisedAsync($"customers.deal.{outcome}", id));
        Assert.Equal((outcome, sales.Staff.UserId.ToString(), sales.Staff.UserId.ToString(), "12.50", "EUR", sales.Staff.OrganizationId.ToString()),
            (raised.Text("outcome"), raised.Text("ownerUserId"), raised.Text("closedByUserId"), raised.Text("valueAmount"), raised.Text("valueCurrency"), raised.Text("organizationId")));
        Assert.False(raised.TryGetProperty("title", out _));
    }

    [Fact]
    public async Task An_outcome_sets_the_status_and_opening_a_deal_again_forgets_both()
    {
        var sales = await Sales.OpenAsync(api);
        var id = await sales.DealAsync(new { title = "A deal", closureOutcome = "won" });
        Assert.Equal(("win", "won"), await StateAsync());
        (await sales.ChangeAsync(new { id, closureOutcome = "lost" })).Is(200);
        Assert.Equal(("loose", "lost"), await StateAsync());
        (await sales.ChangeAsync(new { id, closureOutcome = (string?)null })).Is(200);
        Assert.Equal(("open", null), await StateAsync());
        Assert.Equal(JsonValueKind.Null, (await sales.RowAsync(id)).GetProperty("closed_at").ValueKind);
        (await sales.ChangeAsync(new { id, status = "win" })).Is(200);
        (await sales.ChangeAsync(new { id, status = "open" })).Is(200);
        Assert.Equal(("open", null), await StateAsync());
        Assert.Equal((2, 1), ((await sales.RaisedAsync("customers.deal.won", id)).Count, (await sales.RaisedAsync("customers.deal.lost", id)).Count));

        (await sales.ChangeAsync(new { id, status = "win", closureOutcome = "lost" })).Refuses(400, field: "closureOutcome");
        (await sales.ChangeAsync(new { id, status = "archived", closureOutcome = "lost" })).Is(200);
        Assert.Equal(("archived", "lost"), await StateAsync());

        // Who sends back what he has read and changes the status only.
        (await sales.ChangeAsync(new { id, status = "win", closureOutcome = "lost" })).Is(200);
        Assert.Equal(("win", "won"), await StateAsync());

        async Task<(string?, string?)> StateAsync()
        {
            var row = await sales.RowAsync(id);
            return (row.GetProperty("status").GetString(), row.GetProperty("closure_outcome").GetString());
        }
    }

    [Fact]
    public async Task Only_a_lost_deal_has_a_reason_and_notes()
    {
        var sales = await Sales.OpenAsync(api);
        var stranger = await Sales.OpenAsync(api);
        var (price, foreign, status) = (await sales.ChoiceAsync("loss-reasons", "Price"), await stranger.ChoiceAsync("loss-reasons", "Price"), await sales.ChoiceAsync("statuses", "Hot"));
        var id = await sales.DealAsync();
        (await sales.ChangeAsync(new { id, lossReasonId = price })).Refuses(400, field: "lossReasonId");
        (await sales.ChangeAsync(new { id, lossNotes = "Too dear" })).Refuses(400, field: "lossNotes");
        foreach (var wrong in new[] { foreign, status, id })
        {
            (await sales.ChangeAsync(new { id, status = "loose", lossReasonId = wrong })).Refuses(400, field: "lossReasonId");
        }

        (await sales.ChangeAsync(new { id, status = "loose", lossReasonId = price, lossNotes = "Too dear" })).Is(200);
        var deal = (await sales.DetailAsync(id)).GetProperty("deal");
        Assert.Equal((price, "Too dear"), (deal.Text("lossReasonId"), deal.Text("lossNotes")));
        Assert.Equal("Price", (await sales.Api.GetAsync($"{Sales.Deals}/{id}/stats")).Is(200).Root.Text("lossReason"));
        Assert.Equal(price, (await sales.RaisedAsync("customers.deal.lost", id)).Single().Text("lossReasonId"));

        var won = (await sales.ChangeAsync(new { id, status = "win" })).Is(200);
        Assert.Equal(JsonValueKind.Null, (await sales.RowAsync(id)).GetProperty("loss_notes").ValueKind);
        (await sales.Api.UndoAsync(won)).Is(200);
        Assert.Equal(("lost", "Too dear"), ((await sales.RowAsync(id)).Text("closure_outcome"), (await sales.RowAsync(id)).Text("loss_notes")));
    }

    [Fact]
    public async Task Statistics_compare_a_closed_deal_with_those_that_ended_likewise()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, stage, _) = await sales.LineAsync();
        var open = await sales.DealAsync();
        (await sales.Api.GetAsync($"{Sales.Deals}/{open}/stats")).Refuses(400, "Deal is not closed");
        (await sales.Api.GetAsync($"{Sales.Deals}/{pipeline}/stats")).Refuses(404, "Deal not found");

        var won = await sales.DealAsync(new { title = "Mine", status = "win", valueAmount = 50, valueCurrency = "EUR", pipelineStageId = stage });
        await sales.DealAsync(new { title = "Larger", status = "win", valueAmount = 70, valueCurrency = "EUR" });
        await sales.DealAsync(new { title = "Other money", status = "win", valueAmount = 90, valueCurrency = "JPY" });
        var old = await sales.DealAsync(new { title = "Long ago", status = "win", valueAmount = 80, valueCurrency = "EUR" });
        var lost = await sales.DealAsync(new { title = "Lost", status = "loose", valueAmount = 99, valueCurrency = "EUR" });
        await api.Database.ExecuteAsync("UPDATE customers.deals SET closed_at = now() - interval '200 days', created_at = now() - interval '210 days' WHERE id = $1", Guid.Parse(old));

        var stats = (await sales.Api.GetAsync($"{Sales.Deals}/{won}/stats")).Is(200).Root;
        Assert.Equal((50m, "EUR", "won", "Sales"), (stats.GetProperty("dealValue").GetDecimal(), stats.Text("dealCurrency"), stats.Text("closureOutcome"), stats.Text("pipelineName")));
        Assert.Equal((3, 0, 2), (stats.GetProperty("dealsClosedThisPeriod").GetInt32(), stats.GetProperty("salesCycleDays").GetInt32(), stats.GetProperty("dealRankInQuarter").GetInt32()));
        Assert.Equal(10, (await sales.Api.GetAsync($"{Sales.Deals}/{old}/stats")).Is(200).Root.GetProperty("salesCycleDays").GetInt32());
        var ofLost = (await sales.Api.GetAsync($"{Sales.Deals}/{lost}/stats")).Is(200).Root;
        Assert.Equal((1, JsonValueKind.Null), (ofLost.GetProperty("dealsClosedThisPeriod").GetInt32(), ofLost.GetProperty("dealRankInQuarter").ValueKind));
    }
}
