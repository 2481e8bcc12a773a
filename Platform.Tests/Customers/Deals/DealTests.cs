using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>What a deal keeps, what of it is refused, and which deals a list finds.</summary>
public sealed class DealTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Theory]
    [InlineData("1250.5", "1250.50")]
    [InlineData("\"999999999999999.9999\"", "999999999999999.9999")]
    [InlineData("0", "0.00")]
    [InlineData("null", null)]
    public async Task A_value_is_kept_exactly_and_travels_as_text(string sent, string? shown)
    {
        var sales = await Sales.OpenAsync(api);
        var id = (await sales.Api.PostAsync(Sales.Deals, $$"""{"title":"A deal","valueAmount":{{sent}},"valueCurrency":"eur"}""")).NewId();
        var row = await sales.RowAsync(id);
        Assert.Equal(shown, row.GetProperty("value_amount").GetString());
        Assert.Equal("EUR", row.Text("value_currency"));
        Assert.Equal("open", row.Text("status"));
        Assert.Equal((sales.Staff.TenantId.ToString(), sales.Staff.OrganizationId.ToString()), (row.Text("tenantId"), row.Text("organization_id")));
    }

    [Theory]
    [InlineData("""{"title":" "}""", "title")]
    [InlineData("""{"title":"x","valueAmount":-1}""", "valueAmount")]
    [InlineData("""{"title":"x","valueAmount":"1.00001"}""", "valueAmount")]
    [InlineData("""{"title":"x","valueAmount":"1e3"}""", "valueAmount")]
    [InlineData("""{"title":"x","valueAmount":"1000000000000000"}""", "valueAmount")]
    [InlineData("""{"title":"x","valueAmount":true}""", "valueAmount")]
    [InlineData("""{"title":"x","valueCurrency":"EURO"}""", "valueCurrency")]
    [InlineData("""{"title":"x","valueCurrency":"E1R"}""", "valueCurrency")]
    [InlineData("""{"title":"x","probability":101}""", "probability")]
    [InlineData("""{"title":"x","probability":0.5}""", "probability")]
    [InlineData("""{"title":"x","expectedCloseAt":"soon"}""", "expectedCloseAt")]
    [InlineData("""{"title":"x","ownerUserId":"0199aaaa-0000-7000-8000-000000000000"}""", "ownerUserId")]
    [InlineData("""{"title":"x","closureOutcome":"draw"}""", "closureOutcome")]
    [InlineData("""{"title":"x","personIds":"all"}""", "personIds")]
    [InlineData("""{"title":"x","personIds":["0199aaaa-0000-7000-8000-000000000000"]}""", "personIds")]
    [InlineData("""{"title":"x","companyIds":["0199aaaa-0000-7000-8000-000000000000"]}""", "companyIds")]
    [InlineData("""{"title":"x","pipelineId":"0199aaaa-0000-7000-8000-000000000000"}""", "pipelineId")]
    [InlineData("""{"title":"x","pipelineStageId":"0199aaaa-0000-7000-8000-000000000000"}""", "pipelineStageId")]
    public async Task What_makes_no_deal_is_refused_by_its_field(string body, string field)
    {
        var sales = await Sales.OpenAsync(api);
        (await sales.Api.PostAsync(Sales.Deals, body)).Refuses(400, field: field);
        Assert.Empty((await sales.Api.GetAsync(Sales.Deals)).Items());
    }

    [Fact]
    public async Task Filters_keep_the_deals_that_they_say()
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, first, second) = await sales.LineAsync();
        var (anna, bert, acme) = (await sales.PersonAsync(), await sales.PersonAsync("Bert"), await sales.CompanyAsync());
        var big = await sales.DealAsync(new { title = "Grüner deal", pipelineStageId = first, personIds = new[] { anna }, companyIds = new[] { acme }, valueAmount = 90 });
        var small = await sales.DealAsync(new { title = "Little one", description = "about wheels", pipelineStageId = second, personIds = new[] { anna, bert }, status = "in_progress", valueAmount = 100 });
        var bare = await sales.DealAsync(new { title = "Bare", pipelineStage = "Typed" });

        Assert.Equal([big], await sales.FindAsync("search=grun"));
        Assert.Equal([small], await sales.FindAsync("search=whee"));
        Assert.Equal([big, bare], await sales.FindAsync("status=open"));
        Assert.Equal([big, small, bare], await sales.FindAsync("status=open,in_progress"));
        Assert.Equal([big, small], await sales.FindAsync($"pipelineId={pipeline}"));
        Assert.Equal([small], await sales.FindAsync($"pipelineStageId={second}"));
        Assert.Equal([big], await sales.FindAsync("pipelineStage=Talking"));
        Assert.Equal([bare], await sales.FindAsync("pipelineStage=Typed"));
        Assert.Equal([big, small], await sales.FindAsync($"personEntityId={anna}"));
        Assert.Equal([small], await sales.FindAsync($"personEntityId={bert}"));
        Assert.Equal([big], await sales.FindAsync($"companyEntityId={acme}"));
        Assert.Empty(await sales.FindAsync($"companyEntityId={anna}"));
        Assert.Equal([big, bare], await sales.FindAsync($"ids={big},{bare},nonsense"));
        Assert.Equal([bert], (await sales.Api.GetAsync($"/api/customers/people?excludeLinkedDealId={big}")).Items().Select(i => i.Text("id")));
        foreach (var wrong in new[] { "pipelineId=7", "personEntityId=x", "companyEntityId=1,2" })
        {
            (await sales.Api.GetAsync($"{Sales.Deals}?{wrong}")).Refuses(400, field: wrong.Split('=')[0]);
        }

        Assert.Equal(["90.00", "100.00", null], (await sales.Api.GetAsync($"{Sales.Deals}?sortField=valueAmount")).Items().Select(i => i.GetProperty("value_amount").GetString()));
    }

    [Fact]
    public async Task Every_field_that_lists_sort_by_pages_without_overlap_in_both_directions()
    {
        var sales = await Sales.OpenAsync(api);
        for (var i = 0; i < 7; i++)
        {
            await sales.DealAsync(new { title = $"Deal {i % 3}", valueAmount = i % 2, probability = i % 2, expectedCloseAt = $"2030-01-0{(i % 2) + 1}", pipelineStage = $"S{i % 2}" });
        }

        foreach (var field in new[] { "id", "title", "status", "pipelineStage", "valueAmount", "value_amount", "expectedCloseAt", "createdAt", "updatedAt" })
        {
            var up = await IdsAsync($"sortField={field}&sortDir=asc");
            var down = await IdsAsync($"sortField={field}&sortDir=desc");
            Assert.Equal(7, up.Distinct().Count());
            Assert.Equal(up.Reverse(), down);
        }

        foreach (var field in new[] { "lossNotes", "probability", "closedAt" })
        {
            (await sales.Api.GetAsync($"{Sales.Deals}?sortField={field}")).Refuses(400, field: "sortField");
        }

        async Task<string[]> IdsAsync(string query) =>
        [
            .. (await sales.Api.GetAsync($"{Sales.Deals}?pageSize=4&page=1&{query}")).Items().Concat(
                (await sales.Api.GetAsync($"{Sales.Deals}?pageSize=4&page=2&{query}")).Items()).Select(i => i.Text("id")),
        ];
    }

    [Fact]
    public async Task Encrypted_titles_are_ciphertext_in_the_table_and_read_everywhere_all_the_same()
    {
        var sales = await Sales.OpenAsync(api);
        (await sales.Api.PostAsync("/api/entities/encryption", new
        {
            entityId = "customers:deal", isActive = true, fields = new[] { new { field = "title" }, new { field = "description" } },
        })).Is(200);
        var id = await sales.DealAsync(new { title = "Secret merger", description = "Nobody knows" });

        var stored = (await api.Database.RowsAsync("SELECT title, description FROM customers.deals WHERE id = $1", Guid.Parse(id))).Single();
        Assert.All(stored, value => Assert.StartsWith("enc:v1:", (string)value!, StringComparison.Ordinal));
        Assert.Equal([id], await sales.FindAsync("search=merg"));
        Assert.Equal([id], await sales.FindAsync("search=nobody knows"));
        Assert.Equal("Secret merger", (await sales.RowAsync(id)).Text("title"));
        Assert.Equal("Nobody knows", (await sales.DetailAsync(id)).GetProperty("deal").Text("description"));
        Assert.Equal("Secret merger", (await sales.Api.GetAsync("/api/customers/dashboard/widgets/new-deals")).Items().Single().Text("title"));
        var changed = (await sales.ChangeAsync(new { id, title = "Open merger" })).Is(200);
        (await sales.Api.UndoAsync(changed)).Is(200);
        Assert.Equal("Secret merger", (await sales.RowAsync(id)).Text("title"));
        (await sales.Api.GetAsync($"{Sales.Deals}?sortField=title")).Refuses(400, field: "sortField");
        Assert.DoesNotContain(await sales.RaisedAsync("customers.deal.created", id), p => p.GetRawText().Contains("merger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Custom_fields_of_deals_are_kept_filtered_exported_and_undone()
    {
        var sales = await Sales.OpenAsync(api);
        (await sales.Api.PostAsync("/api/entities/definitions", new { entityId = "customers:deal", key = "region", kind = "text" })).Is(200);
        var id = await sales.DealAsync(new { title = "North deal", cf_region = "north" });
        await sales.DealAsync(new { title = "South deal", customFields = new { region = "south" } });

        Assert.Equal([id], await sales.FindAsync("cf_region=north"));
        Assert.Equal("north", (await sales.DetailAsync(id)).GetProperty("customFields").Text("region"));
        var changed = (await sales.ChangeAsync(new { id, cf_region = "east" })).Is(200);
        Assert.Empty(await sales.FindAsync("cf_region=north"));
        (await sales.Api.UndoAsync(changed)).Is(200);
        Assert.Equal([id], await sales.FindAsync("cf_region=north"));

        var csv = (await sales.Api.GetAsync($"{Sales.Deals}?format=csv&sortField=title")).Is(200).Text;
        Assert.Contains("cf_region", csv, StringComparison.Ordinal);
        Assert.True(csv.IndexOf("North deal", StringComparison.Ordinal) < csv.IndexOf("South deal", StringComparison.Ordinal));
        var json = JsonElement.Parse((await sales.Api.GetAsync($"{Sales.Deals}?format=json&cf_region=south")).Is(200).Text);
        Assert.Equal("South deal", Assert.Single(json.EnumerateArray()).Text("title"));
    }
}
