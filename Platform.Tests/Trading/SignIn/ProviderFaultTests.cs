using System.Net.Http.Json;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.SignIn;

/// <summary>A provider that fails makes a clear refusal, never an error of ours.</summary>
public sealed class ProviderFaultTests(ProviderFaultTests.OwnSandbox api) : IClassFixture<ProviderFaultTests.OwnSandbox>
{
    /// <summary>Faults would hit the sign-ins of other classes in the shared sandbox.</summary>
    public sealed class OwnSandbox(TestServers servers) : ApiFixture(servers)
    {
        public TestSandbox Sandbox { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            Sandbox = await TestSandbox.StartAsync();
            await base.InitializeAsync();
        }

        protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Settings = ApiHost.Providers(Sandbox.Address) });

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Sandbox.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("google", "token", """{"status":500}""")]
    [InlineData("google", "token", """{"status":400,"body":"{\"error\":\"invalid_grant\"}"}""")]
    [InlineData("google", "token", """{"status":200,"body":"<html>"}""")]
    [InlineData("google", "token", """{"status":200,"body":"[]"}""")]
    [InlineData("google", "token", """{"status":200,"body":"{\"access_token\":5}"}""")]
    [InlineData("google", "token", """{"abort":true}""")]
    [InlineData("google", "userinfo", """{"status":401}""")]
    [InlineData("google", "userinfo", """{"status":200,"body":"{}"}""")]
    [InlineData("google", "userinfo", """{"status":200,"body":"{\"sub\":\"x\",\"email\":\"\"}"}""")]
    [InlineData("google", "userinfo", """{"status":200,"body":"{\"sub\":\"x\",\"email\":\"no address\",\"email_verified\":true}"}""")]
    [InlineData("google", "userinfo", """{"status":200,"body":"{\"sub\":\"x\",\"email\":\"a@b\\u0000c.example\",\"email_verified\":true}"}""")]
    [InlineData("google", "userinfo", """{"status":200,"body":"{\"sub\":\"x\",\"email\":\"\\ud800@example.com\",\"email_verified\":true}"}""")]
    [InlineData("wechat", "access_token", """{"status":200,"body":"{\"errcode\":40029,\"errmsg\":\"invalid code\"}"}""")]
    [InlineData("wechat", "access_token", """{"status":200,"body":"{\"errcode\":99999999999}"}""")]
    [InlineData("wechat", "access_token", """{"status":200,"body":"null"}""")]
    [InlineData("wechat", "userinfo", """{"status":200,"body":"{\"errcode\":48001}"}""")]
    public async Task A_fault_of_the_provider_is_an_oauth_error(string provider, string endpoint, string fault)
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice", provider);
        var users = await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users");
        await SetFaultAsync(provider, endpoint, fault);
        (await api.Host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state })).Refused(400, "OAUTH_ERROR");
        Assert.Equal(users, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users"));
        var waiting = await Http.Client.GetFromJsonAsync<JsonElement>($"{api.Sandbox.Address}/sandbox/faults", TestContext.Current.CancellationToken);
        Assert.Equal(0, waiting.GetProperty("waiting").GetArrayLength());
    }

    [Fact]
    public async Task A_name_is_shortened_between_characters_and_oversized_facts_are_left_out()
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        var person = JsonSerializer.Serialize(new
        {
            sub = "of-the-long-name", name = "nineteen characters\U0001F600", email = "long@example.com", email_verified = true, picture = "http://" + new string('x', 3000),
        });
        await SetFaultAsync("google", "userinfo", JsonSerializer.Serialize(new { status = 200, body = person }));
        var user = (await api.Host.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code, state })).Data.GetProperty("user");
        Assert.Equal("nineteen characters", user.GetProperty("username").GetString());
        Assert.Equal("", user.GetProperty("avatar").GetString());
    }

    [Fact]
    public async Task An_address_that_the_provider_gives_to_another_opens_a_new_account_and_leaves_the_first_one_with_what_it_has_now()
    {
        var first = await AsAsync("first", "shared@example.com");
        var second = await AsAsync("second", "Shared@Example.com");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await AsAsync("second", "shared@example.com"));
        Assert.Equal(first, await AsAsync("first", "moved@example.com"));
        Assert.Equal("moved@example.com", await api.Database.ScalarAsync<string>("SELECT email FROM identity.users WHERE id = $1", Guid.Parse(first)));
        Assert.Equal(2, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE verified_email_hash = email_hash AND email IN ('shared@example.com', 'moved@example.com')"));

        await api.Database.ExecuteAsync("UPDATE identity.users SET disabled_at = now() WHERE id = $1", Guid.Parse(second));
        (await CallbackAsync("third", "shared@example.com")).Refused(400, "OAUTH_ERROR");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_an_oauth_error()
    {
        await using var cutOff = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?>(ApiHost.Providers(api.Sandbox.Address)) { ["SignIn:Google:TokenUrl"] = "http://127.0.0.1:1/token" },
        });
        var (code, state) = await Member.ApproveAsync(cutOff, "alice");
        (await cutOff.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code, state })).Refused(400, "OAUTH_ERROR");
    }

    /// <summary>Signs in as whoever the provider says, and gives his id.</summary>
    private async Task<string> AsAsync(string subject, string email) => (await CallbackAsync(subject, email)).Data.GetProperty("user").GetProperty("id").GetString()!;

    private async Task<Answer> CallbackAsync(string subject, string email)
    {
        var (code, state) = await Member.ApproveAsync(api.Host, "alice");
        var person = JsonSerializer.Serialize(new { sub = subject, name = subject, email, email_verified = true });
        await SetFaultAsync("google", "userinfo", JsonSerializer.Serialize(new { status = 200, body = person }));
        return await api.Host.Anonymous.PostAsync("/v1/auth/callback", new { provider = "google", code, state });
    }

    private async Task SetFaultAsync(string provider, string endpoint, string fault)
    {
        var order = $"{{\"provider\":\"{provider}\",\"endpoint\":\"{endpoint}\",{fault[1..]}";
        using var set = await Http.Client.PostAsync($"{api.Sandbox.Address}/sandbox/faults", new StringContent(order, null, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)set.StatusCode);
    }
}
