using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.BotKeys;

/// <summary>Bot keys over REST: who has which, and that a secret is shown once.</summary>
public sealed class BotKeyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/v1/bot-keys";

    [Fact]
    public async Task A_key_shows_its_secret_once_and_is_listed_renamed_and_revoked()
    {
        var member = await api.NewMemberAsync();
        var trading = await Desk.CreateTradingAsync(member);
        var answer = (await member.Api.PostAsync(Path, new { name = "mine", trading_ids = new[] { trading, trading }, expires_at = "2099-01-01T00:00:00Z" })).Ok(201);
        var secret = answer.Data.GetProperty("secret").GetString()!;
        Assert.Matches("^tbk_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(trading, Assert.Single(answer.Data.GetProperty("trading_ids").EnumerateArray()).GetString());
        Assert.Equal("2099-01-01T00:00:00Z", answer.Data.GetProperty("expires_at").GetString());
        Assert.Equal(JsonValueKind.Null, answer.Data.GetProperty("last_used_at").ValueKind);

        var read = await member.Api.GetAsync($"{Path}/{answer.Id}");
        Assert.False(read.Data.TryGetProperty("secret", out _));
        var second = (await member.Api.PostAsync(Path, new { name = "second" })).Ok(201);
        Assert.Equal(JsonValueKind.Null, second.Data.GetProperty("trading_ids").ValueKind);
        var page = (await member.Api.GetAsync($"{Path}?limit=1")).Data;
        Assert.Equal(read.Data.ToString(), Assert.Single(page.GetProperty("bot_keys").EnumerateArray()).ToString());
        Assert.Equal((2, 1), (page.GetProperty("pagination").GetProperty("total").GetInt32(), page.GetProperty("pagination").GetProperty("next_offset").GetInt32()));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM trading.bot_keys k WHERE strpos(k::text, $1) > 0 OR strpos(encode(sealed_secret, 'escape'), $1) > 0", secret));

        (await member.Api.PutAsync($"{Path}/{second.Id}", new { name = "mine" })).Refused(409, "BOT_KEY_EXISTS");
        Assert.Equal("renamed", (await member.Api.PutAsync($"{Path}/{answer.Id}", new { name = "renamed" })).Data.GetProperty("name").GetString());
        (await member.Api.PostAsync(Path, new { name = "renamed" })).Refused(409, "BOT_KEY_EXISTS");
        Assert.Equal("Bot key revoked successfully", (await member.Api.DeleteAsync($"{Path}/{answer.Id}")).Data.GetProperty("message").GetString());
        (await member.Api.DeleteAsync($"{Path}/{answer.Id}")).Refused(404, "NOT_FOUND");
        (await member.Api.GetAsync($"{Path}/{answer.Id}")).Refused(404, "NOT_FOUND");
        (await member.Api.PostAsync(Path, new { name = "renamed" })).Ok(201);
    }

    [Fact]
    public async Task A_creation_that_is_sent_again_makes_no_second_key_and_shows_no_secret_again()
    {
        var member = await api.NewMemberAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => member.Api.PostAsync(Path, new { name = "once" }, ("Idempotency-Key", "key-1"))));
        Assert.Single(answers.Select(a => a.Ok(201).Id).Distinct());
        Assert.Single(answers, a => a.Data.GetProperty("secret").ValueKind == JsonValueKind.String);
        (await member.Api.PostAsync(Path, new { name = "other" }, ("Idempotency-Key", "key-1"))).Refused(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal(1, (await member.Api.GetAsync(Path)).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("""{}""", 400, "MISSING_FIELD")]
    [InlineData("""{"name":"a\u0007b"}""", 400, "INVALID_VALUE")]
    [InlineData("""{"name":"n","trading_ids":[]}""", 400, "INVALID_VALUE")]
    [InlineData("""{"name":"n","trading_ids":[null]}""", 400, "INVALID_REQUEST")]
    [InlineData("""{"name":"n","trading_ids":["01900000-0000-7000-8000-0000000000ff"]}""", 404, "NOT_FOUND")]
    [InlineData("""{"name":"n","expires_at":"2020-01-01T00:00:00Z"}""", 400, "INVALID_VALUE")]
    public async Task A_key_that_does_not_fit_is_refused(string body, int status, string code) =>
        (await (await api.SignInAsync("bob")).Api.PostAsync(Path, body)).Refused(status, code);

    [Fact]
    public async Task A_user_has_a_hundred_keys_at_most_however_many_are_made_at_once()
    {
        var member = await api.NewMemberAsync();
        var first = (await member.Api.PostAsync(Path, new { name = "first" })).Ok(201).Id;
        await api.Database.ExecuteAsync("""
            INSERT INTO trading.bot_keys (id, tenant_id, user_id, name, sealed_secret, created_at, updated_at)
            SELECT gen_random_uuid(), tenant_id, user_id, 'key ' || n, '', now(), now() FROM trading.bot_keys, generate_series(1, 97) n WHERE id = $1
            """, Guid.Parse(first));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => member.Api.PostAsync(Path, new { name = $"more {n}" })));
        Assert.Equal(2, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.Refused(409, "BOT_KEY_LIMIT"));
    }

    [Fact]
    public async Task A_foreign_key_or_trading_answers_like_a_missing_one()
    {
        var (owner, stranger) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        var id = (await owner.Api.PostAsync(Path, new { name = "mine" })).Ok(201).Id;
        await Foreign.AssertLikeMissingAsync(stranger, id, ("GET", $"{Path}/{{id}}", null), ("PUT", $"{Path}/{{id}}", new { name = "x" }), ("DELETE", $"{Path}/{{id}}", null));
        var trading = await Desk.CreateTradingAsync(owner);
        await Foreign.AssertLikeMissingAsync(stranger, trading, ("POST", Path, new { name = "x", trading_ids = new[] { "{id}" } }));
        Assert.Equal(0, (await stranger.Api.GetAsync(Path)).Data.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_trading_says_whether_its_events_must_be_signed()
    {
        var member = await api.NewMemberAsync();
        var id = await Desk.CreateTradingAsync(member);
        Assert.False((await member.Api.GetAsync($"/v1/tradings/{id}")).Data.GetProperty("require_signatures").GetBoolean());
        Assert.True((await member.Api.PutAsync($"/v1/tradings/{id}", new { require_signatures = true })).Data.GetProperty("require_signatures").GetBoolean());
        Assert.True((await member.Api.PutAsync($"/v1/tradings/{id}", new { status = "paused" })).Data.GetProperty("require_signatures").GetBoolean());
        Assert.False((await member.Api.PutAsync($"/v1/tradings/{id}", new { require_signatures = false })).Data.GetProperty("require_signatures").GetBoolean());
        Assert.True((await member.Api.PostAsync("/v1/tradings", new { name = "signed", exchange_binding_id = Desk.PublicBinding, type = "virtual", require_signatures = true }))
            .Data.GetProperty("require_signatures").GetBoolean());
    }
}
