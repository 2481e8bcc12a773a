using Platform.Tests.Support;

namespace Platform.Tests.Translations;

/// <summary>Texts of records in other languages.</summary>
public sealed class TranslationTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly string path = $"/api/translations/catalog:product/{Guid.CreateVersion7()}";
    private Colleague boss = null!;

    public async ValueTask InitializeAsync() => boss = await Colleague.AloneAsync(api.Host);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task They_are_saved_replaced_deleted_and_undone()
    {
        Assert.Equal(404, (await boss.Api.GetAsync(path)).Status);
        var saved = (await boss.Api.PutAsync(path, new { de = new { title = "Stuhl", subtitle = "aus \"Holz\"" }, pl = new { title = "Krzesło" } })).Root;
        Assert.Equal("Stuhl", saved.GetProperty("translations").GetProperty("de").GetProperty("title").GetString());

        var second = await boss.Api.PutAsync(path, """{"de":{"title":"Sessel","subtitle":null},"es":{"title":""}}""");
        Assert.Equal("""{"de":{"title":"Sessel"}}""", second.Root.GetProperty("translations").GetRawText());
        Assert.Equal(second.Text, (await boss.Api.GetAsync(path)).Text);
        Assert.Equal(200, (await boss.Api.PostAsync("/api/audit_logs/audit-logs/actions/undo", new { undoToken = second.UndoToken() })).Status);
        Assert.Equal("Krzesło", (await boss.Api.GetAsync(path)).Root.GetProperty("translations").GetProperty("pl").GetProperty("title").GetString());

        Assert.Equal(204, (await boss.Api.DeleteAsync(path)).Status);
        Assert.Equal(204, (await boss.Api.DeleteAsync(path)).Status);
        Assert.Equal(404, (await boss.Api.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Another_tenant_or_organization_has_its_own()
    {
        await boss.Api.PutAsync(path, new { de = new { title = "Stuhl" } });
        foreach (var stranger in new[] { await boss.BesideAsync(), await Colleague.AloneAsync(api.Host) })
        {
            Assert.Equal(404, (await stranger.Api.GetAsync(path)).Status);
            Assert.Equal(200, (await stranger.Api.PutAsync(path, new { de = new { title = "Hocker" } })).Status);
            Assert.Equal(204, (await stranger.Api.DeleteAsync(path)).Status);
        }

        Assert.Equal("Stuhl", (await boss.Api.GetAsync(path)).Root.GetProperty("translations").GetProperty("de").GetProperty("title").GetString());
    }

    [Fact]
    public async Task Lists_show_the_language_that_the_request_wants_where_there_is_one()
    {
        var id = (await boss.Api.PostAsync("/api/auth/roles", new { name = "Clerk" })).NewId();
        var other = (await boss.Api.PostAsync("/api/auth/roles", new { name = "Driver" })).NewId();
        Assert.Equal(200, (await boss.Api.PutAsync($"/api/translations/auth:role/{id}", new { de = new { name = "Sachbearbeiter" }, pt = new { name = "Escriturário" } })).Status);
        Assert.Equal(("Sachbearbeiter", "Driver"), await NamesAsync(boss, ("locale", "de")));
        Assert.Equal(("Sachbearbeiter", "Driver"), await NamesAsync(boss, ("Cookie", "locale=de")));
        Assert.Equal(("Escriturário", "Driver"), await NamesAsync(boss, ("locale", "pt-BR")));
        Assert.Equal(("Sachbearbeiter", "Driver"), await NamesAsync(boss, ("locale", "de"), ("Cookie", "locale=pt")));
        foreach (var none in new[] { "en", "pl", "nonsense that is long", "'" })
        {
            Assert.Equal(("Clerk", "Driver"), await NamesAsync(boss, ("locale", none)));
        }

        Assert.Equal(("Clerk", "Driver"), await NamesAsync(await boss.BesideAsync(), ("locale", "de")));

        async Task<(string First, string Second)> NamesAsync(Colleague who, params (string, string)[] headers)
        {
            var items = (await who.Api.SendAsync(HttpMethod.Get, $"/api/auth/roles?ids={id},{other}", null, headers)).Items();
            return (items.Single(i => i.Text("id") == id).Text("name"), items.Single(i => i.Text("id") == other).Text("name"));
        }
    }

    [Fact]
    public async Task Many_who_save_at_once_leave_one_record()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => boss.Api.PutAsync(path, new { de = new { title = $"{i}" } })));
        Assert.All(answers, a => Assert.True(a.Status == 200, a.Text));
    }

    [Theory]
    [InlineData("""{"xx":{"title":"?"}}""")]
    [InlineData("""{"DE":{"title":"?"}}""")]
    [InlineData("""{"de":"Stuhl"}""")]
    [InlineData("""{"de":{"title":1}}""")]
    [InlineData("""{"de":{"title":["a"]}}""")]
    [InlineData("""{"de":{"":"x"}}""")]
    [InlineData("[]")]
    public async Task Bad_translations_are_refused(string body) => Assert.Equal(400, (await boss.Api.PutAsync(path, body)).Status);

    [Fact]
    public async Task A_bad_type_or_a_long_id_is_refused_and_features_are_needed()
    {
        Assert.Equal(400, (await boss.Api.PutAsync("/api/translations/Catalog/1", new { })).Status);
        Assert.Equal(400, (await boss.Api.GetAsync($"/api/translations/a:b/{new string('x', 101)}")).Status);
        var reader = (await Colleague.AloneAsync(api.Host, "translations.view")).Api;
        Assert.Equal(403, (await reader.PutAsync(path, new { })).Status);
        Assert.Equal(403, (await reader.DeleteAsync(path)).Status);
        Assert.Equal(403, (await reader.PutAsync("/api/translations/locales", new { locales = new[] { "de" } })).Status);
        Assert.Equal(401, (await api.Host.Anonymous.GetAsync("/api/translations/locales")).Status);
    }

    [Fact]
    public async Task English_is_always_among_the_languages_of_a_tenant()
    {
        Assert.Equal(["en", "de", "es", "pl"], Locales(await boss.Api.GetAsync("/api/translations/locales")));
        Assert.Equal(["en", "fr", "pt-BR"], Locales(await boss.Api.PutAsync("/api/translations/locales", new { locales = new[] { "fr", "en", "pt-BR", "fr" } })));
        Assert.Equal(["en", "fr", "pt-BR"], Locales(await boss.Api.GetAsync("/api/translations/locales")));
        Assert.Equal(400, (await boss.Api.PutAsync("/api/translations/locales", new { locales = new[] { "klingon" } })).Status);
        Assert.Equal(400, (await boss.Api.PutAsync("/api/translations/locales", new { })).Status);
        Assert.Equal(4, Locales(await (await Colleague.AloneAsync(api.Host)).Api.GetAsync("/api/translations/locales")).Count);
    }

    private static List<string?> Locales(Answer answer) => [.. answer.Root.GetProperty("locales").EnumerateArray().Select(l => l.GetString())];
}
