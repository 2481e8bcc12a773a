using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Crud;
using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>What holds for every resource of the kit.</summary>
public sealed class CrudTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    public static TheoryData<string> Kinds => [.. CrudCase.All.Select(c => c.Kind)];

    private static CrudCase Of(string kind) => CrudCase.All.Single(c => c.Kind == kind);

    private Task<ApiClient> SignInAsync(CrudCase resource) => Staff.SignInAsync(api.Host, resource.IsGlobal ? Staff.SuperAdmin : Staff.Admin);

    private static async Task<string> CreateAsync(ApiClient client, CrudCase resource) =>
        (await resource.CreateAsync(client)).NewId();

    private static async Task<JsonElement?> FindAsync(ApiClient client, CrudCase resource, string id, string more = "")
    {
        var items = (await client.GetAsync($"{resource.Path}?ids={id}{more}")).Items().Where(i => i.Text("id") == id).ToList();
        return items.Count == 0 ? null : Assert.Single(items);
    }

    [Fact]
    public void Every_resource_is_tried() =>
        Assert.Equal(api.Host.Services.GetServices<IResource>().Select(r => r.Kind).Order(), CrudCase.All.Select(c => c.Kind).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_row_is_created_listed_changed_and_deleted(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var id = await CreateAsync(client, resource);
        Assert.NotNull(await FindAsync(client, resource, id));

        var (body, member) = resource.Change();
        var before = (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText();
        (await client.PutAsync(resource.Path, CrudCase.WithId(body, id))).Is(200);
        Assert.NotEqual(before, (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText());

        (await client.DeleteAsync($"{resource.Path}?id={id}")).Is(200);
        Assert.Null(await FindAsync(client, resource, id));
        (await client.PutAsync(resource.Path, CrudCase.WithId(body, id))).Refuses(404);
        (await client.DeleteAsync($"{resource.Path}?id={id}")).Refuses(404);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Create_change_and_delete_are_undone_and_done_again(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var created = (await resource.CreateAsync(client)).Is(201);
        var id = created.Root.Text("id");
        var (body, member) = resource.Change();
        var before = (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText();
        var changed = (await client.PutAsync(resource.Path, CrudCase.WithId(body, id))).Is(200);
        var after = (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText();

        var undone = (await client.UndoAsync(changed.UndoToken())).Is(200);
        Assert.Equal(before, (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText());
        Assert.Equal(LogIdOf(changed), undone.Root.Text("logId"));
        var again = (await client.RedoAsync(undone.Root.Text("logId"))).Is(200);
        Assert.Equal(after, (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText());

        var deleted = (await client.DeleteAsync($"{resource.Path}?id={id}")).Is(200);
        (await client.UndoAsync(deleted.UndoToken())).Is(200);
        Assert.Equal(after, (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText());

        (await client.UndoAsync(again.Root.Text("undoToken"))).Is(200);
        (await client.UndoAsync(created.UndoToken())).Is(200);
        Assert.Null(await FindAsync(client, resource, id));
        (await client.RedoAsync(LogIdOf(created))).Is(200);
        Assert.NotNull(await FindAsync(client, resource, id));
        Assert.True(undone.Root.GetProperty("ok").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_token_that_is_raced_undoes_once(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var created = (await resource.CreateAsync(client)).Is(201);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.UndoAsync(created.UndoToken())));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.Refuses(400, "Undo token not available"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_undo_does_not_overwrite_what_somebody_else_changed_since(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var other = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var id = await CreateAsync(client, resource);
        var mine = (await client.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id))).Is(200);
        var (body, member) = resource.Change();
        (await other.PutAsync(resource.Path, CrudCase.WithId(body, id))).Is(200);
        var now = (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText();
        (await client.UndoAsync(mine.UndoToken())).Refuses(400, "Undo token not available");
        Assert.Equal(now, (await FindAsync(client, resource, id))!.Value.GetProperty(member).GetRawText());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_late_write_is_refused_when_it_says_what_it_expects(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var id = await CreateAsync(client, resource);
        (await client.SendAsync(HttpMethod.Put, resource.Path, CrudCase.WithId(resource.Change().Body, id), ("x-om-ext-optimistic-lock-expected-updated-at", "2001-01-01T00:00:00Z"))).Refuses(409);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Another_tenants_row_is_as_good_as_none(string kind)
    {
        var resource = Of(kind);
        var id = await CreateAsync(await SignInAsync(resource), resource);
        var stranger = await Staff.NewTenantAsync(api.Host);
        foreach (var answer in new[]
        {
            await stranger.Api.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id)), await stranger.Api.DeleteAsync($"{resource.Path}?id={id}"),
        })
        {
            answer.Refuses(resource.IsGlobal && answer.Status == 403 ? 403 : 404);
        }

        if (!resource.IsGlobal)
        {
            Assert.Null(await FindAsync(stranger.Api, resource, id));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Without_permission_nothing_is_seen_or_changed(string kind)
    {
        var resource = Of(kind);
        var id = await CreateAsync(await SignInAsync(resource), resource);
        var nobody = await Staff.WithAsync(api.Host);
        foreach (var answer in new[]
        {
            await nobody.Api.GetAsync(resource.Path), await nobody.Api.PostAsync(resource.Path, resource.Create()),
            await nobody.Api.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id)), await nobody.Api.DeleteAsync($"{resource.Path}?id={id}"),
        })
        {
            answer.Refuses(403, "Forbidden");
            Assert.NotEmpty(answer.Root.GetProperty("requiredFeatures").EnumerateArray());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_no_sensible_request_is_refused(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        foreach (var body in new[] { "", "null", "[]", "7", "\"x\"", "{", "{}", """{"name":7}""", """{"name":null}""", """{"name":""}""", $$"""{"name":"{{new string('x', 20_000)}}"}""", """{"name":"a\u0000b"}""" })
        {
            (await client.PostAsync(resource.Path, body)).Refuses(400);
        }

        foreach (var id in new[] { "", "7", "nonsense" })
        {
            (await client.DeleteAsync($"{resource.Path}?id={id}")).Refuses(400);
            (await client.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id))).Refuses(400);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_action_names_who_did_what(string kind)
    {
        var resource = Of(kind);
        var client = await SignInAsync(resource);
        var id = await CreateAsync(client, resource);
        (await client.PutAsync(resource.Path, CrudCase.WithId(resource.Change().Body, id))).Is(200);
        var actions = (await client.GetAsync($"/api/audit_logs/audit-logs/actions?resourceId={id}")).Items();
        Assert.Equal(["edit", "create"], actions.Select(a => a.Text("actionType")));
        Assert.All(actions, a => Assert.Equal((kind, id), (a.Text("resourceKind"), a.Text("resourceId"))));
        Assert.Equal(JsonValueKind.Object, actions[0].GetProperty("changes").ValueKind);
    }

    private static string LogIdOf(Answer answer) => JsonElement.Parse(Uri.UnescapeDataString(answer.Header("x-om-operation")!["omop:".Length..])).Text("id");
}
