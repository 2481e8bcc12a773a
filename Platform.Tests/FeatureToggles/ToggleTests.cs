using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.FeatureToggles;

/// <summary>Toggles: what is on for everybody, what a tenant has of its own, and that a change is seen at once.</summary>
public sealed class ToggleTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Global = "/api/feature_toggles/global";
    private const string Overrides = "/api/feature_toggles/overrides";

    private static string Unique(string name) => $"{name}_{Guid.CreateVersion7():N}";

    private static Task<Answer> CheckAsync(ApiClient client, string type, string identifier) => client.GetAsync($"/api/feature_toggles/check/{type}?identifier={identifier}");

    private static async Task<string> CreateAsync(Person super, string identifier, string type, object? defaultValue) =>
        (await super.Api.PostAsync(Global, new { identifier, name = "a toggle", type, defaultValue })).Is(201).Root.GetProperty("id").GetString()!;

    [Fact]
    public async Task A_tenant_has_the_default_until_it_has_a_value_of_its_own_and_again_afterwards()
    {
        var (super, one, other) = (await api.SuperAdminAsync(), await api.AdminAsync(), await api.AdminAsync());
        var name = Unique("flag");
        var id = await CreateAsync(super, name, "boolean", false);
        Assert.Equal((false, "default"), await ReadAsync(one));

        var changed = (await one.Api.PutAsync(Overrides, new { toggleId = id, isOverride = true, overrideValue = true })).Is(200);
        Assert.Equal(JsonValueKind.String, changed.Root.GetProperty("overrideToggleId").ValueKind);
        Assert.StartsWith("omop:", changed.Header("x-om-operation"), StringComparison.Ordinal);
        Assert.Equal((true, "override"), await ReadAsync(one));
        Assert.Equal((false, "default"), await ReadAsync(other));

        (await one.Api.PutAsync(Overrides, new { toggleId = id, isOverride = false })).Is(200);
        Assert.Equal((false, "default"), await ReadAsync(one));

        async Task<(bool, string?)> ReadAsync(Person staff)
        {
            var answer = (await CheckAsync(staff.Api, "boolean", name)).Is(200).Root;
            Assert.Equal(answer.GetProperty("enabled").GetBoolean(), answer.GetProperty("resolution").GetProperty("value").GetBoolean());
            return (answer.GetProperty("enabled").GetBoolean(), answer.GetProperty("source").GetString());
        }
    }

    [Fact]
    public async Task Another_replica_sees_a_change_and_its_undo_at_once()
    {
        var super = await api.SuperAdminAsync();
        var admin = await api.AdminAsync();
        await using var replica = await api.ReplicaAsync();
        var there = replica.With(admin.Api.Token);
        var name = Unique("limit");
        var id = await CreateAsync(super, name, "number", 1);
        for (var round = 2; round < 12; round++)
        {
            (await super.Api.PutAsync(Global, new { id, defaultValue = round })).Is(200);
            Assert.Equal(round, (await CheckAsync(there, "number", name)).Is(200).Root.GetProperty("value").GetInt32());
        }

        var changed = (await admin.Api.PutAsync(Overrides, new { toggleId = id, isOverride = true, overrideValue = 77 })).Is(200);
        Assert.Equal(77, (await CheckAsync(there, "number", name)).Root.GetProperty("value").GetInt32());
        (await admin.Api.UndoAsync(changed)).Is(200);
        Assert.Equal(11, (await CheckAsync(there, "number", name)).Root.GetProperty("value").GetInt32());
    }

    [Fact]
    public async Task A_super_admin_has_every_feature_on_even_one_that_is_not_there()
    {
        var super = await api.SuperAdminAsync();
        var answer = (await CheckAsync(super.Api, "boolean", "no_such_toggle")).Is(200).Root;
        Assert.True(answer.GetProperty("enabled").GetBoolean());
        Assert.Equal(("override", "superadmin"), (answer.GetProperty("source").GetString(), answer.GetProperty("toggleId").GetString()));
    }

    [Theory]
    [InlineData("boolean", "true")]
    [InlineData("string", "\"text\"")]
    [InlineData("number", "1.5")]
    [InlineData("json", """{"a":[1,{"b":null}]}""")]
    [InlineData("json", "[]")]
    public async Task A_value_comes_back_as_it_was_set(string type, string value)
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var name = Unique("v");
        await CreateAsync(super, name, type, JsonElement.Parse(value));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(value), (await CheckAsync(admin.Api, type, name)).Is(200).Root.GetProperty("value")));
    }

    [Fact]
    public async Task A_missing_toggle_and_a_wrong_type_have_their_codes()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var name = Unique("text");
        await CreateAsync(super, name, "string", "x");
        Assert.Equal("MISSING_TOGGLE", (await CheckAsync(admin.Api, "string", Unique("none"))).Is(404).Root.GetProperty("code").GetString());
        Assert.Equal("TYPE_MISMATCH", (await CheckAsync(admin.Api, "number", name)).Is(400).Root.GetProperty("code").GetString());
        (await admin.Api.GetAsync("/api/feature_toggles/check/boolean")).Is(400);
        (await CheckAsync(admin.Api, "string", new string('a', 5000))).Is(400);
    }

    [Theory]
    [InlineData("""{"identifier":"Bad","name":"n","type":"boolean"}""", "identifier")]
    [InlineData("""{"identifier":"9a","name":"n","type":"boolean"}""", "identifier")]
    [InlineData("""{"identifier":"a.b","name":"n","type":"boolean"}""", "identifier")]
    [InlineData("""{"identifier":"ok","name":"n","type":"color"}""", "type")]
    [InlineData("""{"identifier":"ok","type":"boolean"}""", "name")]
    [InlineData("""{"identifier":"ok","name":"n","type":"boolean","defaultValue":"yes"}""", "defaultValue")]
    [InlineData("""{"identifier":"ok","name":"n","type":"number","defaultValue":"1"}""", "defaultValue")]
    [InlineData("""{"identifier":"ok","name":"n","type":"json","defaultValue":1}""", "defaultValue")]
    [InlineData("""{"identifier":"ok","name":"n","type":"json","defaultValue":{"a":"\u0000"}}""", "defaultValue")]
    public async Task A_toggle_that_does_not_fit_is_refused(string body, string field) =>
        Assert.True((await (await api.SuperAdminAsync()).Api.PostAsync(Global, body)).Is(400).Root.GetProperty("fieldErrors").TryGetProperty(field, out _));

    [Fact]
    public async Task Only_super_admins_write_what_all_tenants_get_whatever_features_others_hold()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync("*"));
        var id = await CreateAsync(super, Unique("mine"), "boolean", false);
        (await admin.Api.PostAsync(Global, new { identifier = Unique("theirs"), name = "n", type = "boolean" })).Is(403);
        (await admin.Api.PutAsync(Global, new { id, defaultValue = true })).Is(403);
        (await admin.Api.DeleteAsync($"{Global}?id={id}")).Is(403);
        Assert.False((await admin.Api.GetAsync($"{Global}/{id}")).Is(200).Root.GetProperty("defaultValue").GetBoolean());
    }

    [Fact]
    public async Task An_identifier_is_used_once_and_a_type_stays()
    {
        var super = await api.SuperAdminAsync();
        var name = Unique("once");
        var id = await CreateAsync(super, name, "boolean", true);
        (await super.Api.PostAsync(Global, new { identifier = name, name = "n", type = "boolean" })).Is(409);
        (await super.Api.PutAsync(Global, new { id, type = "string" })).Is(400);
        (await super.Api.PutAsync(Global, new { id, type = "boolean", name = "renamed" })).Is(200);
        var deleted = (await super.Api.DeleteAsync($"{Global}?id={id}")).Is(200);
        (await super.Api.GetAsync($"{Global}/{id}")).Is(404);
        (await super.Api.PutAsync(Overrides, new { toggleId = id, isOverride = true })).Is(404);
        (await super.Api.UndoAsync(deleted)).Is(200);
        Assert.Equal("renamed", (await super.Api.GetAsync($"{Global}/{id}")).Is(200).Root.GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_list_of_overrides_says_what_the_tenant_has_on_off_and_from_everybody()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var prefix = Unique("list");
        var ids = new List<string>();
        foreach (var n in Enumerable.Range(1, 3))
        {
            ids.Add(await CreateAsync(super, $"{prefix}_{n}", "boolean", true));
        }

        (await admin.Api.PutAsync(Overrides, new { toggleId = ids[1], isOverride = true, overrideValue = false })).Is(200);
        (await admin.Api.PutAsync(Overrides, new { toggleId = ids[2], isOverride = true })).Is(200);
        var page = (await admin.Api.GetAsync($"{Overrides}?identifier={prefix}&sortField=identifier&sortDir=desc")).Is(200).Root;
        Assert.All(page.GetProperty("items").EnumerateArray(), item => Assert.Equal(
            (item.Text("overrideState") != "inherit", (item.GetProperty("isOverride").GetBoolean() ? item.GetProperty("overrideValue") : item.GetProperty("defaultValue")).GetRawText()),
            (item.GetProperty("isOverride").GetBoolean(), item.GetProperty("value").GetRawText())));
        Assert.Equal(["enabled", "disabled", "inherit"], page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("overrideState").GetString()));
        Assert.False(page.GetProperty("isSuperAdmin").GetBoolean());
        Assert.Equal(3, page.GetProperty("total").GetInt32());
        Assert.Equal(1, (await admin.Api.GetAsync($"{Overrides}?identifier={prefix}&pageSize=2&page=2")).Root.GetProperty("items").GetArrayLength());
        (await admin.Api.GetAsync($"{Overrides}?sortField=password")).Is(400);
        (await admin.Api.GetAsync($"{Overrides}?pageSize=0")).Is(400);
    }

    [Fact]
    public async Task Of_many_first_overrides_at_once_one_row_remains()
    {
        var (super, admin) = (await api.SuperAdminAsync(), await api.AdminAsync());
        var id = await CreateAsync(super, Unique("raced"), "number", 0);
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(n => admin.Api.PutAsync(Overrides, new { toggleId = id, isOverride = true, overrideValue = n })));
        Assert.All(answers, a => a.Is(200));
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("SELECT count(*) FROM feature_toggles.overrides WHERE toggle_id = $1", Guid.Parse(id)));
    }
}
