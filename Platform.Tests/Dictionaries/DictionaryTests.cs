using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Dictionaries;

/// <summary>Dictionaries: an organization reads those above it and changes its own only.</summary>
public sealed class DictionaryTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Path = "/api/dictionaries";

    private static async Task<string> CreateAsync(Person staff, string key = "color") =>
        (await staff.Api.PostAsync(Path, new { key, name = $"The {key}" })).NewId();

    private static Task<Answer> AddAsync(Person staff, string dictionary, string value, object? more = null) =>
        staff.Api.PostAsync($"{Path}/{dictionary}/entries", more ?? new { value });

    private static async Task<List<JsonElement>> EntriesAsync(Person staff, string dictionary) =>
        [.. (await staff.Api.GetAsync($"{Path}/{dictionary}/entries")).Is(200).Root.GetProperty("items").EnumerateArray()];

    private static IEnumerable<string?> Texts(IEnumerable<JsonElement> items, string field) => items.Select(i => i.GetProperty(field).GetString());

    [Fact]
    public async Task An_organization_reads_the_dictionaries_above_it_and_changes_only_its_own()
    {
        var parent = await api.AdminAsync();
        var child = await api.BelowAsync(parent);
        var above = await CreateAsync(parent);
        await AddAsync(parent, above, "red");
        var own = await CreateAsync(child, "size");

        var seen = (await child.Api.GetAsync(Path)).Is(200).Root.GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!);
        Assert.Equal([above, own], seen.Keys);
        Assert.True(seen[above].GetProperty("isInherited").GetBoolean());
        Assert.False(seen[own].GetProperty("isInherited").GetBoolean());
        Assert.Equal(["red"], Texts(await EntriesAsync(child, above), "value"));
        Assert.Equal([above], Texts((await parent.Api.GetAsync(Path)).Is(200).Root.GetProperty("items").EnumerateArray(), "id"));

        (await child.Api.PatchAsync($"{Path}/{above}", new { name = "x" })).Is(404);
        (await child.Api.DeleteAsync($"{Path}/{above}")).Is(404);
        (await AddAsync(child, above, "blue")).Is(404);
        (await parent.Api.GetAsync($"{Path}/{own}")).Is(404);
    }

    [Fact]
    public async Task Another_tenants_dictionary_is_like_one_that_never_was()
    {
        var (owner, stranger) = (await api.AdminAsync(), await api.AdminAsync());
        var id = await CreateAsync(owner);
        var entry = (await AddAsync(owner, id, "red")).NewId();
        (await stranger.Api.GetAsync($"{Path}/{id}")).Is(404);
        (await stranger.Api.GetAsync($"{Path}/{id}/entries")).Is(404);
        (await AddAsync(stranger, id, "x")).Is(404);
        (await stranger.Api.PatchAsync($"{Path}/{id}/entries/{entry}", new { value = "x" })).Is(404);
        (await stranger.Api.DeleteAsync($"{Path}/{id}/entries/{entry}")).Is(404);
        var mine = await CreateAsync(stranger);
        (await stranger.Api.PostAsync($"{Path}/{mine}/entries/set-default", new { entryId = entry })).Is(404);
        (await stranger.Api.PostAsync($"{Path}/{mine}/entries/reorder", new { entries = new[] { new { id = entry, position = 1 } } })).Is(404);
        (await stranger.Api.PatchAsync($"{Path}/{mine}/entries/{entry}", new { value = "x" })).Is(404);
    }

    [Fact]
    public async Task A_key_is_used_once_in_an_organization_and_again_in_another_or_after_deletion()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        Assert.Equal("A dictionary with this key already exists",
            (await staff.Api.PostAsync(Path, new { key = "color", name = "n" })).Is(409).Root.GetProperty("error").GetString());
        await CreateAsync(await api.BelowAsync(staff));
        var other = await CreateAsync(staff, "size");
        (await staff.Api.PatchAsync($"{Path}/{other}", new { key = "color" })).Is(409);
        var deleted = (await staff.Api.DeleteAsync($"{Path}/{id}")).Is(200);
        (await staff.Api.UndoAsync(deleted)).Is(200);
        (await staff.Api.GetAsync($"{Path}/{id}")).Is(200);
        deleted = (await staff.Api.DeleteAsync($"{Path}/{id}")).Is(200);
        await CreateAsync(staff);
        (await staff.Api.UndoAsync(deleted)).Is(400);
    }

    [Fact]
    public async Task The_currency_dictionary_keeps_its_key_stays_on_and_is_not_deleted()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff, "currency");
        (await staff.Api.DeleteAsync($"{Path}/{id}")).Is(400);
        (await staff.Api.PatchAsync($"{Path}/{id}", new { key = "money" })).Is(400);
        (await staff.Api.PatchAsync($"{Path}/{id}", new { isActive = false })).Is(400);
        Assert.Equal("Money", (await staff.Api.PatchAsync($"{Path}/{id}", new { key = "currency", name = "Money" })).Is(200).Root.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Inactive_dictionaries_are_listed_on_demand_and_null_takes_a_description_away()
    {
        var staff = await api.AdminAsync();
        var id = (await staff.Api.PostAsync(Path, new { key = "k", name = "n", description = "d" })).NewId();
        var changed = (await staff.Api.PatchAsync($"{Path}/{id}", new { isActive = false })).Is(200).Root;
        Assert.Equal("d", changed.GetProperty("description").GetString());
        Assert.Empty((await staff.Api.GetAsync(Path)).Root.GetProperty("items").EnumerateArray());
        Assert.Single((await staff.Api.GetAsync($"{Path}?includeInactive=true")).Root.GetProperty("items").EnumerateArray());
        changed = (await staff.Api.PatchAsync($"{Path}/{id}", """{"description":null}""")).Is(200).Root;
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("description").ValueKind);
    }

    [Fact]
    public async Task Entries_go_to_the_end_are_unique_whatever_their_case_and_are_put_in_order()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        var ids = new List<string>();
        foreach (var value in new[] { "red", "green", "blue" })
        {
            ids.Add((await AddAsync(staff, id, value)).NewId());
        }

        (await AddAsync(staff, id, " RED ")).Is(409);
        (await staff.Api.PatchAsync($"{Path}/{id}/entries/{ids[1]}", new { value = "Blue" })).Is(409);
        Assert.Equal([0, 1, 2], (await EntriesAsync(staff, id)).Select(e => e.GetProperty("position").GetInt32()));
        var moved = (await staff.Api.PostAsync($"{Path}/{id}/entries/reorder", new { entries = ids.Select((entry, i) => new { id = entry, position = 2 - i }) })).Is(200);
        Assert.Equal(["blue", "green", "red"], Texts(await EntriesAsync(staff, id), "value"));
        (await staff.Api.UndoAsync(moved)).Is(200);
        Assert.Equal(["red", "green", "blue"], Texts(await EntriesAsync(staff, id), "value"));
        (await staff.Api.PostAsync($"{Path}/{id}/entries/reorder", new { entries = new object?[] { null } })).Refuses(400, field: "entries");
    }

    [Fact]
    public async Task There_is_one_default_also_when_many_are_chosen_at_once()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        var ids = new List<string>();
        foreach (var value in Enumerable.Range(0, 6))
        {
            ids.Add((await AddAsync(staff, id, $"v{value}")).NewId());
        }

        Assert.DoesNotContain(await EntriesAsync(staff, id), e => e.GetProperty("isDefault").GetBoolean());
        var answers = await Task.WhenAll(ids.Select(entry => staff.Api.PostAsync($"{Path}/{id}/entries/set-default", new { entryId = entry })));
        Assert.All(answers, a => a.Is(200));
        Assert.Single(await EntriesAsync(staff, id), e => e.GetProperty("isDefault").GetBoolean());
        (await staff.Api.PostAsync($"{Path}/{id}/entries/set-default", new { entryId = ids[0] })).Is(200);
        var second = (await staff.Api.PostAsync($"{Path}/{id}/entries/set-default", new { entryId = ids[1] })).Is(200);
        (await staff.Api.UndoAsync(second)).Is(200);
        Assert.Equal(ids[0], Assert.Single(await EntriesAsync(staff, id), e => e.GetProperty("isDefault").GetBoolean()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_deleted_default_is_the_default_again_when_its_deletion_is_undone()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        var entry = (await AddAsync(staff, id, "red", new { value = "red", label = "Red", color = "#ff0000", icon = "dot", isDefault = true })).NewId();
        var deleted = (await staff.Api.DeleteAsync($"{Path}/{id}/entries/{entry}")).Is(200);
        Assert.Empty(await EntriesAsync(staff, id));
        (await staff.Api.UndoAsync(deleted)).Is(200);
        var back = Assert.Single(await EntriesAsync(staff, id));
        Assert.Equal((entry, "Red", "#ff0000", "dot", true), (back.GetProperty("id").GetString(), back.GetProperty("label").GetString(),
            back.GetProperty("color").GetString(), back.GetProperty("icon").GetString(), back.GetProperty("isDefault").GetBoolean()));
    }

    [Fact]
    public async Task Null_takes_a_color_away_and_what_is_left_out_stays()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        var entry = (await AddAsync(staff, id, "red", new { value = "red", color = "#ff0000", icon = "dot" })).NewId();
        var changed = (await staff.Api.PatchAsync($"{Path}/{id}/entries/{entry}", """{"color":null}""")).Is(200).Root;
        Assert.Equal((JsonValueKind.Null, "dot", "red"), (changed.GetProperty("color").ValueKind, changed.GetProperty("icon").GetString(), changed.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Entries_that_are_added_at_once_get_places_of_their_own()
    {
        var staff = await api.AdminAsync();
        var id = await CreateAsync(staff);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => AddAsync(staff, id, $"v{n}")));
        Assert.All(answers, a => a.Is(201));
        Assert.Equal(Enumerable.Range(0, 10), (await EntriesAsync(staff, id)).Select(e => e.GetProperty("position").GetInt32()));
    }

    [Theory]
    [InlineData("""{"name":"n"}""", "key")]
    [InlineData("""{"key":"k"}""", "name")]
    [InlineData("""{"key":"Big","name":"n"}""", "key")]
    [InlineData("""{"key":"a b","name":"n"}""", "key")]
    [InlineData("""{"key":"k","name":" "}""", "name")]
    [InlineData("""{"key":"k","name":"n","managerVisibility":"secret"}""", "managerVisibility")]
    public async Task A_dictionary_that_lacks_something_says_what(string body, string field) =>
        Assert.True((await (await api.AdminAsync()).Api.PostAsync(Path, body)).Is(400).Root.GetProperty("fieldErrors").TryGetProperty(field, out _));

    [Theory]
    [InlineData("""{}""", "value")]
    [InlineData("""{"value":"  "}""", "value")]
    [InlineData("""{"value":"x","color":"red"}""", "color")]
    [InlineData("""{"value":"x","color":"#12345g"}""", "color")]
    [InlineData("""{"value":"x","position":-1}""", "position")]
    public async Task An_entry_that_lacks_something_says_what(string body, string field)
    {
        var staff = await api.AdminAsync();
        var answer = (await staff.Api.PostAsync($"{Path}/{await CreateAsync(staff)}/entries", body)).Is(400);
        Assert.True(answer.Root.GetProperty("fieldErrors").TryGetProperty(field, out _), answer.Text);
    }
}
