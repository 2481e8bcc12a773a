using System.Text;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Bindings;

/// <summary>Exchange bindings: private ones with secrets, public ones for everybody to read.</summary>
public sealed class BindingTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/exchange-bindings";

    [Fact]
    public async Task A_pasted_key_loses_what_was_copied_along()
    {
        var member = await api.NewMemberAsync();
        var (key, secret) = (Desk.Unique("key"), Desk.Unique("secret"));
        (await member.Api.PostAsync(Path, Desk.Binding(key: $"\u200B {key}\r\n", secret: $"\t{secret} "))).Ok(201);
        (await member.Api.PostAsync(Path, Desk.Binding(key: key))).Refused(409, "API_KEY_EXISTS");
        (await member.Api.PostAsync(Path, Desk.Binding(secret: $"{secret}\u00A0"))).Refused(409, "API_SECRET_EXISTS");
        Assert.Equal(400, (await member.Api.PostAsync(Path, Desk.Binding(key: " \u200B "))).Status);
    }

    [Fact]
    public async Task A_binding_is_created_read_listed_changed_and_deleted()
    {
        var member = await api.NewMemberAsync();
        Assert.Equal(0, (await member.Api.GetAsync(Path)).Data.GetArrayLength());
        var created = (await member.Api.PostAsync(Path, new
        {
            name = "mine", exchange = "gate", type = "private", api_key = "a-key-of-mine", api_secret = "a-secret", info = new { testnet = true },
        })).Ok(201).Data;
        var id = created.GetProperty("id").GetString();
        Assert.Equal(("mine", "gate", "private", "active"), Fields(created));
        Assert.True(created.GetProperty("info").GetProperty("testnet").GetBoolean());
        Assert.Equal(created.ToString(), (await member.Api.GetAsync($"{Path}/{id}")).Data.ToString());
        Assert.Equal(created.ToString(), Assert.Single((await member.Api.GetAsync(Path)).Data.EnumerateArray()).ToString());

        var changed = (await member.Api.PutAsync($"{Path}/{id}", new { name = "other", status = "inactive", info = new { a = 1 } })).Ok(200).Data;
        Assert.Equal(("other", "gate", "private", "inactive"), Fields(changed));
        Assert.False(changed.GetProperty("info").TryGetProperty("testnet", out _));
        Assert.Equal(created.GetProperty("masked_api_key").GetString(), changed.GetProperty("masked_api_key").GetString());

        Assert.False((await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200).Root.TryGetProperty("data", out _));
        (await member.Api.GetAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
        (await member.Api.DeleteAsync($"{Path}/{id}")).Refused(404, "NOT_FOUND");
        (await member.Api.PutAsync($"{Path}/{id}", new { name = "back" })).Refused(404, "NOT_FOUND");
        Assert.Equal(0, (await member.Api.GetAsync(Path)).Data.GetArrayLength());
    }

    [Theory]
    [InlineData("abcdefghijkl", "abcd...ijkl")]
    [InlineData("123456789", "1234...6789")]
    [InlineData("12345678", "***")]
    [InlineData("x", "***")]
    public async Task A_key_is_shown_masked_and_a_secret_never(string key, string masked)
    {
        var member = await api.NewMemberAsync();
        var created = await member.Api.PostAsync(Path, Desk.Binding(key: key, secret: "the-secret-of-it"));
        Assert.Equal(masked, created.Data.GetProperty("masked_api_key").GetString());
        Assert.DoesNotContain("secret", created.Text, StringComparison.Ordinal);
        Assert.False(created.Data.TryGetProperty("api_key", out _));
    }

    [Fact]
    public async Task Credentials_are_stored_encrypted_and_differently_each_time()
    {
        var (member, other) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        const string key = "plain-key-0123456789", secret = "plain-secret-0123456789";
        var id = (await member.Api.PostAsync(Path, Desk.Binding(key: key, secret: secret))).Ok(201).Id;
        await other.Api.PostAsync(Path, Desk.Binding(key: key, secret: secret));
        var rows = await api.Database.RowsAsync(
            "SELECT sealed_api_key, sealed_api_secret, api_key_hash, api_secret_hash FROM trading.exchange_bindings WHERE masked_api_key = 'plai...6789'");
        Assert.Equal(2, rows.Count);
        foreach (var (column, plain) in new[] { (0, key), (1, secret) })
        {
            Assert.All(rows, row => Assert.False(((byte[])row[column]!).AsSpan().IndexOf(Encoding.UTF8.GetBytes(plain)) >= 0));
            Assert.NotEqual((byte[])rows[0][column]!, (byte[])rows[1][column]!);
            Assert.NotEqual((byte[])rows[0][column + 2]!, (byte[])rows[1][column + 2]!);
        }

        var before = await SealedAsync(id);
        (await member.Api.PutAsync($"{Path}/{id}", new { api_key = key })).Ok(200);
        Assert.NotEqual(before, await SealedAsync(id));
        (await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200);
        Assert.Null(await SealedAsync(id));
    }

    [Theory]
    [InlineData("name", "EXCHANGE_BINDING_EXISTS")]
    [InlineData("api_key", "API_KEY_EXISTS")]
    [InlineData("api_secret", "API_SECRET_EXISTS")]
    public async Task Names_keys_and_secrets_are_unique_for_a_user_on_create_and_on_update(string field, string code)
    {
        var (member, other) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        var first = Values("first");
        var id = (await member.Api.PostAsync(Path, first)).Ok(201).Id;

        var second = Values("second");
        second[field] = first[field];
        (await member.Api.PostAsync(Path, second)).Refused(409, code);
        (await other.Api.PostAsync(Path, second)).Ok(201);

        var third = (await member.Api.PostAsync(Path, Values("third"))).Ok(201).Id;
        (await member.Api.PutAsync($"{Path}/{third}", new Dictionary<string, string> { [field] = first[field] })).Refused(409, code);
        (await member.Api.PutAsync($"{Path}/{id}", new Dictionary<string, string> { [field] = first[field] })).Ok(200);

        (await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200);
        (await member.Api.PutAsync($"{Path}/{third}", new Dictionary<string, string> { [field] = first[field] })).Ok(200);

        static Dictionary<string, string> Values(string what) => new()
        {
            ["name"] = what, ["exchange"] = "binance", ["type"] = "private", ["api_key"] = $"{what} key", ["api_secret"] = $"{what} secret",
        };
    }

    [Fact]
    public async Task The_same_binding_created_twice_at_once_is_created_once()
    {
        var member = await api.NewMemberAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => member.Api.PostAsync(Path, Desk.Binding("one", "one key", "one secret"))));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => Assert.Equal(409, a.Status));
    }

    [Theory]
    [InlineData("""{"exchange":"kraken","type":"private","api_key":"k","api_secret":"s"}""", "MISSING_FIELD", "name")]
    [InlineData("""{"name":"","exchange":"kraken","type":"private","api_key":"k","api_secret":"s"}""", "MISSING_FIELD", "name")]
    [InlineData("""{"name":"n","type":"private","api_key":"k","api_secret":"s"}""", "MISSING_FIELD", "exchange")]
    [InlineData("""{"name":"n","exchange":"kraken","api_key":"k","api_secret":"s"}""", "MISSING_FIELD", "type")]
    [InlineData("""{"name":"n","exchange":"kraken","type":"private","api_secret":"s"}""", "MISSING_FIELD", "api_key")]
    [InlineData("""{"name":"n","exchange":"kraken","type":"private","api_key":"k"}""", "MISSING_FIELD", "api_secret")]
    [InlineData("""{"name":"n","exchange":"mtgox","type":"private","api_key":"k","api_secret":"s"}""", "INVALID_VALUE", "exchange")]
    [InlineData("""{"name":"n","exchange":"kraken","type":"secret","api_key":"k","api_secret":"s"}""", "INVALID_VALUE", "type")]
    [InlineData("""{"name":"n","exchange":"kraken","type":"private","api_key":"","api_secret":"s"}""", "INVALID_VALUE", "api_key")]
    public async Task A_binding_that_lacks_something_says_what(string body, string code, string field)
    {
        var member = await api.SignInAsync("alice");
        Assert.StartsWith(field, (await member.Api.PostAsync(Path, body)).Refused(400, code).Message, StringComparison.Ordinal);
        Assert.Equal(0, (await member.Api.GetAsync(Path)).Data.GetArrayLength());
    }

    [Fact]
    public async Task There_are_five_public_bindings_which_everybody_reads_and_nobody_changes()
    {
        var member = await api.NewMemberAsync();
        var found = (await member.Api.GetAsync($"{Path}/public")).Data.EnumerateArray().ToList();
        Assert.Equal(["Binance", "Coinbase", "Gate.io", "Kraken", "Virtual"], found.Select(b => b.GetProperty("name").GetString()!));
        Assert.All(found, b => Assert.Equal(("public", "active", JsonValueKind.Null), (Text(b, "type"), Text(b, "status"), b.GetProperty("masked_api_key").ValueKind)));
        (await member.Api.GetAsync($"{Path}/{Desk.PublicBinding}")).Ok(200);
        (await member.Api.PutAsync($"{Path}/{Desk.PublicBinding}", new { name = "mine" })).Refused(403, "ACCESS_DENIED");
        (await member.Api.DeleteAsync($"{Path}/{Desk.PublicBinding}")).Refused(403, "ACCESS_DENIED");
        (await member.Api.PostAsync(Path, new { name = "new", exchange = "kraken", type = "public" })).Refused(403, "ACCESS_DENIED");
        Assert.Equal(found.Select(b => b.ToString()), (await member.Api.GetAsync($"{Path}/public")).Data.EnumerateArray().Select(b => b.ToString()));
    }

    [Fact]
    public async Task A_binding_in_use_stays_until_its_last_trading_is_gone()
    {
        var member = await api.NewMemberAsync();
        var id = (await member.Api.PostAsync(Path, Desk.Binding())).Id;
        var trading = (await member.Api.PostAsync("/v1/tradings", new { name = "real", exchange_binding_id = id, type = "real" })).Ok(201).Id;
        (await member.Api.DeleteAsync($"{Path}/{id}")).Refused(409, "EXCHANGE_BINDING_IN_USE");
        (await member.Api.DeleteAsync($"/v1/tradings/{trading}")).Ok(200);
        (await member.Api.DeleteAsync($"{Path}/{id}")).Ok(200);
    }

    [Fact]
    public async Task A_deletion_and_a_new_trading_at_once_never_leave_a_trading_without_its_binding()
    {
        var member = await api.NewMemberAsync();
        for (var round = 0; round < 10; round++)
        {
            var id = (await member.Api.PostAsync(Path, Desk.Binding())).Id;
            var create = member.Api.PostAsync("/v1/tradings", new { name = $"real {round}", exchange_binding_id = id, type = "real" });
            var delete = member.Api.DeleteAsync($"{Path}/{id}");
            var (created, deleted) = (await create, await delete);
            Assert.True((created.Status, deleted.Status) is (201, 409) or (404, 200), $"{created.Text} {deleted.Text}");
        }
    }

    [Fact]
    public async Task A_foreign_binding_answers_like_a_missing_one()
    {
        var (owner, stranger) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        var id = (await owner.Api.PostAsync(Path, Desk.Binding())).Id;
        await Foreign.AssertLikeMissingAsync(stranger, id, ("GET", $"{Path}/{{id}}", null), ("PUT", $"{Path}/{{id}}", new { name = "x" }), ("DELETE", $"{Path}/{{id}}", null),
            ("POST", "/v1/tradings", new { name = "x", exchange_binding_id = "{id}", type = "real" }));
        (await owner.Api.GetAsync($"{Path}/{id}")).Ok(200);
    }

    private Task<byte[]?> SealedAsync(string id) => api.Database.ScalarAsync<byte[]>("SELECT sealed_api_key FROM trading.exchange_bindings WHERE id = $1", Guid.Parse(id));

    private static string? Text(JsonElement binding, string name) => binding.GetProperty(name).GetString();

    private static (string?, string?, string?, string?) Fields(JsonElement b) => (Text(b, "name"), Text(b, "exchange"), Text(b, "type"), Text(b, "status"));
}
