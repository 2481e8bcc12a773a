using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>The list of interactions: its filters, its orders, and how it goes on.</summary>
public sealed class InteractionListTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<string[]> TitlesAsync(Person staff, string query) =>
        [.. (await staff.Api.GetAsync($"{Interactions}?{query}")).Items().Select(i => i.Text("title"))];

    [Fact]
    public async Task Filters_keep_the_rows_that_they_say()
    {
        var staff = await api.AdminAsync();
        var (ada, acme, deal) = (await staff.PersonAsync(), await staff.CompanyAsync(), await api.DealAsync(staff));
        await staff.PlanAsync(ada, "A call", "2030-01-01T10:00:00Z", type: "call");
        await staff.PlanAsync(acme, "B meeting", "2030-02-01T10:00:00Z", type: "meeting");
        (await staff.Api.PostAsync(Interactions, new { entityId = ada, dealId = deal, interactionType = "note", title = "C note", status = "done", occurredAt = "2030-03-01T10:00:00Z", pinned = true })).Is(201);

        Assert.Equal(["A call", "C note"], await TitlesAsync(staff, $"entityId={ada}"));
        Assert.Equal(["C note"], await TitlesAsync(staff, $"dealId={deal}"));
        Assert.Equal(["C note"], await TitlesAsync(staff, "status=done,canceled"));
        Assert.Equal(["A call", "B meeting"], await TitlesAsync(staff, "interactionType=call,meeting"));
        Assert.Equal(["A call"], await TitlesAsync(staff, "type=call"));
        Assert.Equal(["A call", "B meeting"], await TitlesAsync(staff, "excludeInteractionType=note,task"));
        Assert.Equal(["B meeting"], await TitlesAsync(staff, "search=meet"));
        Assert.Equal(["B meeting", "C note"], await TitlesAsync(staff, "from=2030-02-01"));
        Assert.Equal(["A call", "B meeting"], await TitlesAsync(staff, "to=2030-02-01"));
        Assert.Equal(["C note"], await TitlesAsync(staff, "pinned=true"));
        Assert.Equal(["C note", "B meeting", "A call"], await TitlesAsync(staff, "sortField=timelineAt&sortDir=desc"));
        foreach (var wrong in new[] { "entityId=x", "dealId=7", "pinned=perhaps", "from=soon", "to=later", "limit=0", "limit=101", "sortField=body", "sortField=title" })
        {
            (await staff.Api.GetAsync($"{Interactions}?{wrong}")).Refuses(400, field: wrong.Split('=')[0]);
        }

        Assert.Empty(await TitlesAsync(await api.AdminAsync(), $"entityId={ada}"));
    }

    [Theory]
    [InlineData("scheduledAt", "asc")]
    [InlineData("scheduledAt", "desc")]
    [InlineData("occurredAt", "desc")]
    [InlineData("priority", "asc")]
    [InlineData("priority", "desc")]
    [InlineData("status", "asc")]
    [InlineData("interactionType", "desc")]
    [InlineData("createdAt", "desc")]
    [InlineData("updatedAt", "asc")]
    [InlineData("timelineAt", "desc")]
    [InlineData("id", "desc")]
    public async Task Pages_by_cursor_hold_every_row_once_and_in_order(string sort, string direction)
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        for (var i = 0; i < 9; i++)
        {
            // Some share a time or a priority, some have none.
            await staff.PlanAsync(person, $"{i}", i % 3 == 0 ? null : $"2030-01-0{1 + (i % 2)}T10:00:00Z", i % 4 == 0 ? null : i % 2, i % 2 == 0 ? "call" : "note");
        }

        var whole = await TitlesAsync(staff, $"sortField={sort}&sortDir={direction}&limit=100");
        Assert.Equal(9, whole.Distinct().Count());
        if (sort is "scheduledAt" or "priority")
        {
            var without = sort == "scheduledAt" ? ["0", "3", "6"] : new[] { "0", "4", "8" };
            Assert.Equal(without.Order(), whole[^3..].Order());
        }

        var (paged, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = (await staff.Api.GetAsync($"{Interactions}?sortField={sort}&sortDir={direction}&limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Is(200);
            paged.AddRange(page.Items().Select(i => i.Text("title")));
            cursor = page.Root.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_cursor_of_another_order_or_of_nobodys_making_is_refused()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        await staff.PlanAsync(person, "1", "2030-01-01T10:00:00Z");
        await staff.PlanAsync(person, "2", "2030-01-02T10:00:00Z");
        var cursor = (await staff.Api.GetAsync($"{Interactions}?limit=1")).Root.Text("nextCursor");
        Assert.Single((await staff.Api.GetAsync($"{Interactions}?cursor={cursor}")).Items());
        foreach (var wrong in new[] { "nonsense", "AAAA", "%00", cursor[..20], $"{cursor}&sortDir=desc", $"{cursor}&sortField=createdAt", "c2NoZWR1bGVkQXR8YXNjfHh8PTE" })
        {
            (await staff.Api.GetAsync($"{Interactions}?cursor={wrong}")).Is(400);
        }

        (await staff.Api.GetAsync($"{Interactions}?cursor=nonsense")).Refuses(400, "Invalid cursor");
    }

    [Fact]
    public async Task A_row_that_comes_in_between_pages_shifts_nothing()
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        foreach (var day in new[] { 2, 3, 4 })
        {
            await staff.PlanAsync(person, $"{day}", $"2030-01-0{day}T10:00:00Z");
        }

        var first = await staff.Api.GetAsync($"{Interactions}?limit=2");
        await staff.PlanAsync(person, "1", "2030-01-01T10:00:00Z");
        Assert.Equal(["4"], await TitlesAsync(staff, $"limit=2&cursor={first.Root.Text("nextCursor")}"));
    }
}
