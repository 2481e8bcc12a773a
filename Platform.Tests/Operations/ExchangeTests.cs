using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Signing in with a token of the provider: whose it is, and what is no token.</summary>
public sealed class ExchangeTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    [Fact]
    public async Task Exchange_hands_out_tokens_and_the_user_that_me_shows()
    {
        var data = (await Center.ExchangeAsync(api.Host, await Center.ProviderTokenAsync(await api.SandboxAsync(), "distributor"))).Got();
        Assert.Equal(["token", "refresh_token", "expires_in", "user"], data.EnumerateObject().Select(m => m.Name));
        Assert.Equal(86_400, data.GetProperty("expires_in").GetInt32());
        var me = (await api.Host.With(data.Text("token")).GetAsync("/api/auth/me")).Got();
        Assert.True(JsonElement.DeepEquals(me, data.GetProperty("user")));
        Assert.Equal(("distributor", "Distributor", "North Distribution"), (me.Text("username"), me.Text("orgRole"), me.Text("organizationName")));
        Assert.Equal(["Admin"], Texts(me, "userRoles"));
        Assert.Equal(["create:resellers", "manage:resellers", "create:customers", "manage:customers"], Texts(me, "orgPermissions"));
        Assert.Contains("manage:accounts", Texts(me, "userPermissions"));
    }

    [Fact]
    public async Task The_subject_names_the_account_even_when_its_address_has_changed()
    {
        var owner = await api.OwnerAsync();
        var member = await api.DistributorAsync();
        (await owner.Api.PutAsync($"/api/accounts/{member.Id}", new { email = $"{Guid.CreateVersion7():N}@example.org" })).Got();
        Assert.Equal(member.Id, (await api.EnterAsync(member.Login)).Id);
    }

    [Fact]
    public async Task An_address_that_another_subject_has_taken_opens_nothing()
    {
        var owner = await api.OwnerAsync();
        var member = await api.DistributorAsync();
        var login = api.NextLogin();
        (await owner.Api.PutAsync($"/api/accounts/{member.Id}", new { email = TestSandbox.EmailOf(login) })).Got();
        await RefusedAsync(login, 403);
    }

    [Fact]
    public async Task Nobody_gets_an_account_by_signing_in() => await RefusedAsync(api.NextLogin(), 403);

    [Fact]
    public async Task An_address_that_the_provider_has_not_verified_opens_nothing()
    {
        var owner = await api.OwnerAsync();
        await owner.CreateAccountAsync(owner.OrganizationId, "mallory");
        await RefusedAsync("mallory", 403);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("with a blank")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task What_is_no_token_of_the_provider_is_401(string token) => (await Center.ExchangeAsync(api.Host, token)).Fails(401, "invalid access token");

    [Fact]
    public async Task What_no_token_can_be_is_401_however_long_it_is()
    {
        foreach (var token in new[] { string.Concat(Enumerable.Repeat("a,", 3_000)), new string('a', 10_000) })
        {
            (await Center.ExchangeAsync(api.Host, token)).Fails(401, "invalid access token");
        }
    }

    [Fact]
    public async Task Our_own_tokens_a_changed_one_and_one_for_another_client_are_401()
    {
        var (owner, sandbox) = (await api.OwnerAsync(), await api.SandboxAsync());
        var good = await Center.ProviderTokenAsync(sandbox, "owner");
        var parts = good.Split('.');
        foreach (var token in new[]
        {
            owner.Api.Token!, owner.RefreshToken, $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
            await Center.ProviderTokenAsync(sandbox, "owner", "another-program"),
        })
        {
            (await Center.ExchangeAsync(api.Host, token)).Fails(401, "invalid access token");
        }

        (await Center.ExchangeAsync(api.Host, good)).Got();
    }

    [Fact]
    public async Task A_token_that_does_not_say_for_which_client_it_is_opens_only_when_the_provider_says_that_it_is_ours()
    {
        const string Opaque = "openid email profile opaque";
        var sandbox = await api.SandboxAsync();
        var (ours, anothers) = (await Center.ProviderTokenAsync(sandbox, "owner", scope: Opaque), await Center.ProviderTokenAsync(sandbox, "owner", "another-program", Opaque));
        Assert.Throws<ArgumentException>(() => new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(ours).GetClaim("client_id"));
        (await Center.ExchangeAsync(api.Host, ours)).Got();
        (await Center.ExchangeAsync(api.Host, anothers)).Fails(401, "invalid access token");

        await using var unable = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["environment"] = "Production", ["Operations:Provider:ClientSecret"] = null } });
        (await Center.ExchangeAsync(unable, ours)).Fails(401, "invalid access token");
        (await Center.ExchangeAsync(unable, await Center.ProviderTokenAsync(sandbox, "owner"))).Got();
        await using var wrong = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["Operations:Provider:ClientSecret"] = "another" } });
        (await Center.ExchangeAsync(wrong, ours)).Fails(503);
        await using var nameless = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["environment"] = "Production", ["Operations:Provider:ClientId"] = null } });
        (await Center.ExchangeAsync(nameless, await Center.ProviderTokenAsync(sandbox, "owner"))).Fails(401);
    }

    [Fact]
    public async Task A_body_without_a_token_says_which_field_is_missing()
    {
        (await api.Host.Anonymous.PostAsync("/api/auth/exchange", "{}")).Invalid("access_token");
        (await api.Host.Anonymous.PostAsync("/api/auth/refresh", new { refresh_token = "" })).Invalid("refresh_token");
        (await api.Host.Anonymous.PostAsync("/api/auth/exchange", """{"access_token":5}""")).Invalid("access_token");
        (await api.Host.Anonymous.PostAsync("/api/auth/exchange", "{")).Fails(400);
        (await api.Host.Anonymous.PostAsync("/api/auth/exchange")).Fails(400);
    }

    [Fact]
    public async Task Refresh_rotates_and_a_spent_token_that_comes_again_ends_the_session()
    {
        var member = await api.OwnerAsync();
        var refreshed = (await Center.RefreshAsync(api.Host, member.RefreshToken)).Got();
        Assert.Equal(member.Id, refreshed.GetProperty("user").Text("id"));
        (await api.Host.With(refreshed.Text("token")).GetAsync("/api/auth/me")).Got();
        (await Center.RefreshAsync(api.Host, member.RefreshToken)).Fails(401, "invalid refresh token");
        (await api.Host.With(refreshed.Text("token")).GetAsync("/api/auth/me")).Fails(401);
        (await Center.RefreshAsync(api.Host, refreshed.Text("refresh_token"))).Fails(401, "invalid refresh token");
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_the_other_way_round_and_each_surface_refreshes_its_own()
    {
        var (member, trader) = (await api.OwnerAsync(), await api.SignInAsync("alice"));
        (await api.Host.With(member.RefreshToken).GetAsync("/api/auth/me")).Fails(401);
        (await Center.RefreshAsync(api.Host, trader.RefreshToken)).Fails(401, "invalid refresh token");
        (await api.Host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = member.RefreshToken })).Refused(401, "INVALID_TOKEN");
        (await Center.RefreshAsync(api.Host, member.Api.Token![..200])).Fails(401, "invalid refresh token");
    }

    [Fact]
    public async Task Somebody_of_another_surface_without_an_account_is_403()
    {
        (await (await api.SignInAsync("alice")).Api.GetAsync("/api/auth/me")).Fails(403, "insufficient permissions");
        (await (await Staff.SignInAsync(api.Host, Staff.SuperAdmin)).GetAsync("/api/accounts")).Fails(403, "insufficient permissions");
    }

    [Fact]
    public async Task Two_first_sign_ins_at_once_both_succeed_and_link_once()
    {
        var owner = await api.OwnerAsync();
        var (login, sandbox) = (api.NextLogin(), await api.SandboxAsync());
        var id = await owner.CreateAccountAsync(owner.OrganizationId, login);
        var token = await Center.ProviderTokenAsync(sandbox, login);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Center.ExchangeAsync(api.Host, token))), answer => answer.Got());
        Assert.Equal(1L, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.external_identities WHERE user_id = $1", Guid.Parse(id)));
    }

    private async Task RefusedAsync(string login, int status) =>
        (await Center.ExchangeAsync(api.Host, await Center.ProviderTokenAsync(await api.SandboxAsync(), login))).Fails(status, "insufficient permissions");

    private static IEnumerable<string?> Texts(JsonElement data, string name) => data.GetProperty(name).EnumerateArray().Select(t => t.GetString());
}
