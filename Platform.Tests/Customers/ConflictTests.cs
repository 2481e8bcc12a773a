using Platform.Tests.Support;
using static Platform.Tests.Customers.Timelines;

namespace Platform.Tests.Customers;

/// <summary>What else is planned for a time.</summary>
public sealed class ConflictTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static async Task<string[]> FindAsync(Person staff, string query)
    {
        var result = (await staff.Api.GetAsync($"{Interactions}/conflicts?{query}")).Is(200).Root.GetProperty("result");
        var conflicts = result.GetProperty("conflicts").EnumerateArray().Select(c => $"{c.GetProperty("title").GetString()} {c.Text("startTime")}").ToArray();
        Assert.Equal(conflicts.Length > 0, result.GetProperty("hasConflicts").GetBoolean());
        return conflicts;
    }

    private static async Task<string> MeetAsync(Person staff, string title, string at, object? more = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (body["entityId"], body["interactionType"], body["title"], body["scheduledAt"]) = (await staff.PersonAsync(), body["interactionType"]?.DeepClone() ?? "meeting", title, at);
        return (await staff.Api.PostAsync(Interactions, body.ToJsonString())).NewId();
    }

    [Theory]
    [InlineData("FREQ=SECONDLY")]
    [InlineData("FREQ=DAILY;BYHOUR=1,2,3")]
    [InlineData("FREQ=DAILY;BYMINUTE=1,2")]
    [InlineData("FREQ=DAILY;BYSECOND=1,2")]
    [InlineData("FREQ=DAILY;COUNT=2147483647")]
    [InlineData("FREQ=YEARLY;INTERVAL=2147483647")]
    [InlineData("FREQ=MONTHLY;BYDAY=MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO")]
    public async Task A_rule_that_comes_round_without_a_bound_is_refused(string rule)
    {
        var staff = await api.AdminAsync();
        (await staff.Api.PostAsync(Interactions, new { entityId = await staff.PersonAsync(), interactionType = "meeting", recurrenceRule = rule })).Refuses(400, field: "recurrenceRule");
    }

    [Fact]
    public async Task Looking_through_what_comes_round_ends_after_a_time()
    {
        var staff = await api.AdminAsync();
        var id = await MeetAsync(staff, "Ever", "0800-01-01T09:00:00Z", new { recurrenceRule = "FREQ=DAILY" });
        Assert.Single(await FindAsync(staff, "date=2030-05-06&startTime=09:00&duration=10"));
        var columns = await api.Database.ScalarAsync<string>("SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_schema = 'customers' AND table_name = 'interactions' AND column_name <> 'id' AND is_generated = 'NEVER'");
        await api.Database.ExecuteAsync($"INSERT INTO customers.interactions (id, {columns}) SELECT gen_random_uuid(), {columns} FROM customers.interactions, generate_series(1, 1000) WHERE id = $1", Guid.Parse(id));
        (await staff.Api.GetAsync($"{Interactions}/conflicts?date=2030-05-06&startTime=09:00&duration=10")).Refuses(422);
    }

    [Fact]
    public async Task Meetings_that_overlap_are_found_and_neighbours_are_not()
    {
        var staff = await api.AdminAsync();
        var id = await MeetAsync(staff, "Long", "2030-05-06T09:00:00Z", new { durationMinutes = 60 });
        const string Long = "Long 2030-05-06T09:00:00Z";
        Assert.Equal([Long], await FindAsync(staff, "date=2030-05-06&startTime=09:30&duration=60"));
        Assert.Equal([Long], await FindAsync(staff, "date=2030-05-06&startTime=08:30&duration=31"));
        Assert.Equal([Long], await FindAsync(staff, "date=2030-05-06&startTime=09:10&duration=5"));
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=08:30&duration=30"));
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=10:00&duration=30"));
        Assert.Empty(await FindAsync(staff, $"date=2030-05-06&startTime=09:30&duration=60&excludeId={id}"));

        // 11:30 in a zone that is two hours ahead.
        Assert.Equal([Long], await FindAsync(staff, "date=2030-05-06&startTime=11:30&duration=10&timezoneOffsetMinutes=-120"));
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=11:30&duration=10"));
        (await staff.Api.PostAsync($"{Interactions}/cancel", new { id })).Is(200);
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=09:30&duration=60"));
    }

    [Fact]
    public async Task What_comes_round_is_in_the_way_every_time_until_it_ends()
    {
        var staff = await api.AdminAsync();
        await MeetAsync(staff, "Weekly", "2030-01-07T09:00:00Z", new { durationMinutes = 60, recurrenceRule = "FREQ=WEEKLY;BYDAY=MO", recurrenceEnd = "2030-03-31T00:00:00Z" });
        await MeetAsync(staff, "Thrice", "2030-01-07T15:00:00Z", new { durationMinutes = 30, recurrenceRule = "FREQ=DAILY;COUNT=3" });
        await MeetAsync(staff, "Never", "2030-01-01T09:00:00Z", new { durationMinutes = 30, recurrenceRule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" });
        Assert.Equal(["Weekly 2030-03-25T09:00:00Z"], await FindAsync(staff, "date=2030-03-25&startTime=09:59&duration=30"));
        Assert.Empty(await FindAsync(staff, "date=2030-03-26&startTime=09:00&duration=60"));
        Assert.Empty(await FindAsync(staff, "date=2030-04-01&startTime=09:00&duration=60"));
        Assert.Equal(["Thrice 2030-01-09T15:00:00Z"], await FindAsync(staff, "date=2030-01-09&startTime=15:00&duration=60"));
        Assert.Empty(await FindAsync(staff, "date=2030-01-10&startTime=15:00&duration=60"));
    }

    [Fact]
    public async Task It_is_about_one_persons_time_and_private_titles_stay_private()
    {
        var staff = await api.AdminAsync();
        var colleague = await api.ColleagueAsync(staff, staff.OrganizationId!.Value, null, "*");
        await MeetAsync(staff, "Owned", "2030-05-06T09:00:00Z", new { ownerUserId = colleague.UserId });
        await MeetAsync(staff, "Invited", "2030-05-06T12:00:00Z", new { ownerUserId = staff.UserId, participants = new[] { new { userId = colleague.UserId } } });
        await MeetAsync(staff, "Secret", "2030-05-06T15:00:00Z", new { visibility = "private" });
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=09:00&duration=10"));
        Assert.Equal(["Owned 2030-05-06T09:00:00Z"], await FindAsync(colleague, "date=2030-05-06&startTime=09:00&duration=10"));
        Assert.Equal(["Owned 2030-05-06T09:00:00Z"], await FindAsync(staff, $"date=2030-05-06&startTime=09:00&duration=10&userId={colleague.UserId}"));
        Assert.Equal(["Invited 2030-05-06T12:00:00Z"], await FindAsync(colleague, "date=2030-05-06&startTime=12:00&duration=10"));
        Assert.Equal([" 2030-05-06T15:00:00Z"], await FindAsync(colleague, $"date=2030-05-06&startTime=15:00&duration=10&userId={staff.UserId}"));
        Assert.Empty(await FindAsync(await api.AdminAsync(), $"date=2030-05-06&startTime=09:00&duration=600&userId={colleague.UserId}"));
    }

    [Fact]
    public async Task Tasks_take_no_time_unless_they_say_so_and_whole_days_take_all_of_it()
    {
        var staff = await api.AdminAsync();
        await MeetAsync(staff, "Due", "2030-05-06T09:00:00Z", new { interactionType = "task" });
        await MeetAsync(staff, "Fair", "2030-05-07T00:00:00Z", new { interactionType = "event", allDay = true });
        Assert.Empty(await FindAsync(staff, "date=2030-05-06&startTime=08:30&duration=60"));
        Assert.Equal(["Fair 2030-05-07T00:00:00Z"], await FindAsync(staff, "date=2030-05-07&startTime=23:00&duration=30"));
    }

    [Fact]
    public async Task The_first_time_of_a_series_is_one_of_it_and_its_rule_is_meant_where_it_was_made()
    {
        var staff = await api.AdminAsync();

        // Monday evening in Los Angeles; in UTC it is Tuesday, an hour earlier in summer.
        await MeetAsync(staff, "Evening", "2030-02-05T03:00:00Z", new { durationMinutes = 60, recurrenceRule = "FREQ=WEEKLY;BYDAY=MO", timezone = "America/Los_Angeles" });
        await MeetAsync(staff, "Odd", "2030-02-06T12:00:00Z", new { durationMinutes = 60, recurrenceRule = "FREQ=WEEKLY;BYDAY=FR;COUNT=2" });
        Assert.Equal(["Evening 2030-02-05T03:00:00Z"], await FindAsync(staff, "date=2030-02-05&startTime=03:00&duration=10"));
        Assert.Equal(["Evening 2030-02-12T03:00:00Z"], await FindAsync(staff, "date=2030-02-12&startTime=03:00&duration=10"));
        Assert.Empty(await FindAsync(staff, "date=2030-02-11&startTime=03:00&duration=10"));
        Assert.Equal(["Evening 2030-06-04T02:00:00Z"], await FindAsync(staff, "date=2030-06-04&startTime=02:00&duration=10"));
        Assert.Equal(["Odd 2030-02-06T12:00:00Z"], await FindAsync(staff, "date=2030-02-06&startTime=12:00&duration=10"));
        Assert.Equal(["Odd 2030-02-08T12:00:00Z"], await FindAsync(staff, "date=2030-02-08&startTime=12:00&duration=10"));
        Assert.Empty(await FindAsync(staff, "date=2030-02-15&startTime=12:00&duration=10"));
        (await staff.Api.PostAsync(Interactions, new { entityId = await staff.PersonAsync(), interactionType = "call", timezone = "Mars/Base" })).Refuses(400, field: "timezone");
    }

    [Fact]
    public async Task The_ends_of_time_are_days_like_others()
    {
        var staff = await api.AdminAsync();
        await MeetAsync(staff, "Last", "9999-12-31T00:00:00Z", new { allDay = true, recurrenceRule = "FREQ=DAILY" });
        await MeetAsync(staff, "First", "0001-01-01T00:00:00Z", new { durationMinutes = 60, recurrenceRule = "FREQ=DAILY", timezone = "America/Los_Angeles" });
        foreach (var (day, offset) in new[] { ("0001-01-01", -840), ("0001-01-01", 840), ("9999-12-31", 840), ("9999-12-31", -840) })
        {
            (await staff.Api.GetAsync($"{Interactions}/conflicts?date={day}&startTime=23:30&duration=10080&timezoneOffsetMinutes={offset}")).Is(200);
        }
    }

    [Fact]
    public async Task Bad_values_are_refused_by_field()
    {
        var staff = await api.AdminAsync();
        foreach (var (query, field) in new[]
        {
            ("startTime=09:00&duration=5", "date"), ("date=06.05.2030&startTime=09:00&duration=5", "date"), ("date=2030-05-06&duration=5", "startTime"), ("date=2030-05-06&startTime=25:00&duration=5", "startTime"),
            ("date=2030-05-06&startTime=09:00", "duration"), ("date=2030-05-06&startTime=09:00&duration=0", "duration"), ("date=2030-05-06&startTime=09:00&duration=5&excludeId=x", "excludeId"),
            ("date=2030-05-06&startTime=09:00&duration=5&userId=x", "userId"), ("date=2030-05-06&startTime=09:00&duration=5&timezoneOffsetMinutes=9999", "timezoneOffsetMinutes"),
        })
        {
            (await staff.Api.GetAsync($"{Interactions}/conflicts?{query}")).Refuses(400, field: field);
        }
    }
}
