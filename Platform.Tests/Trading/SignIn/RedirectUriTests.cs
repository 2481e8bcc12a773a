using Platform.Tests.Support;

namespace Platform.Tests.Trading.SignIn;

/// <summary>A provider sends users, and their codes, only to addresses that are allowed.</summary>
public sealed class RedirectUriTests(RedirectUriTests.TwoEnvironments api) : IClassFixture<RedirectUriTests.TwoEnvironments>
{
    public sealed class TwoEnvironments(TestServers servers) : ApiFixture(servers)
    {
        public ApiHost Production { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Production = await ReplicaAsync(new ApiOptions
            {
                Settings = new Dictionary<string, string?>
                {
                    ["environment"] = "Production", ["SignIn:RedirectUris:0"] = "https://portal.example.com/auth/callback", ["SignIn:WeChat:AppSecret"] = null,
                },
            });
        }

        public override async ValueTask DisposeAsync()
        {
            await Production.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("http://localhost:3000/callback", true)]
    [InlineData("http://localhost/", true)]
    [InlineData("http://127.0.0.1:65535/a/b?c=d", true)]
    [InlineData("https://localhost/callback", false)]
    [InlineData("http://localhost.example.com/callback", false)]
    [InlineData("http://localhost@example.com/callback", false)]
    [InlineData("http://user@localhost/callback", false)]
    [InlineData("http://localhost/callback#fragment", false)]
    [InlineData("http://127.0.0.1.example.com/", false)]
    [InlineData("http://example.com/?http://localhost/", false)]
    [InlineData("http://[::1]/callback", false)]
    [InlineData("//localhost/callback", false)]
    [InlineData("/callback", false)]
    [InlineData("javascript:alert(1)//localhost", false)]
    [InlineData("https://portal.example.com/auth/callback", false)]
    public Task In_development_addresses_of_this_machine_are_allowed(string address, bool allowed) => AssertAsync(api.Host, address, allowed);

    [Theory]
    [InlineData("https://portal.example.com/auth/callback", true)]
    [InlineData("https://portal.example.com/auth/callback/", false)]
    [InlineData("https://portal.example.com/auth/callback?x=1", false)]
    [InlineData("https://portal.example.com/auth/callback/../other", false)]
    [InlineData("https://portal.example.com/", false)]
    [InlineData("https://portal.example.com.evil.com/auth/callback", false)]
    [InlineData("https://PORTAL.example.com/auth/callback", false)]
    [InlineData("http://portal.example.com/auth/callback", false)]
    [InlineData("http://localhost:3000/callback", false)]
    [InlineData("http://127.0.0.1/", false)]
    public Task In_production_only_the_list_counts_to_the_letter(string address, bool allowed) => AssertAsync(api.Production, address, allowed);

    [Fact]
    public async Task A_provider_that_is_not_configured_is_refused() =>
        (await api.Production.Anonymous.PostAsync("/v1/auth/login", new { provider = "wechat", redirect_uri = "https://portal.example.com/auth/callback" }))
            .Refused(400, "OAUTH_ERROR");

    private static async Task AssertAsync(ApiHost host, string address, bool allowed)
    {
        var answer = await host.Anonymous.PostAsync("/v1/auth/login", new { provider = "google", redirect_uri = address });
        _ = allowed ? answer.Ok(200) : answer.Refused(400, "OAUTH_ERROR");
    }
}
