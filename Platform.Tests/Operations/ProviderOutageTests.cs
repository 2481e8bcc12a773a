using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>A provider that does not answer is told from one that refuses, and never makes a token with fewer permissions.</summary>
public sealed class ProviderOutageTests(ProviderOutageTests.OwnSandbox api) : IClassFixture<ProviderOutageTests.OwnSandbox>
{
    /// <summary>Faults would hit the sign-ins of other classes in the shared sandbox.</summary>
    public sealed class OwnSandbox(TestServers servers) : CenterFixture(servers)
    {
        private TestSandbox sandbox = null!;

        public override Task<string> SandboxAsync() => Task.FromResult(sandbox.Address);

        public override async ValueTask InitializeAsync()
        {
            sandbox = await TestSandbox.StartAsync();
            await base.InitializeAsync();
        }

        protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Settings = ApiHost.Providers(sandbox.Address) });

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await sandbox.DisposeAsync();
        }
    }

    private const string Away = "identity provider temporarily unavailable";

    [Theory]
    [InlineData("""{"status":500}""")]
    [InlineData("""{"status":429}""")]
    [InlineData("""{"status":302}""")]
    [InlineData("""{"abort":true}""")]
    [InlineData("""{"delayMs":7000}""")]
    [InlineData("""{"status":200,"body":"<html>"}""")]
    [InlineData("""{"status":200,"body":"[]"}""")]
    [InlineData("""{"status":200,"body":"{}"}""")]
    [InlineData("""{"status":200,"body":"{\"sub\":\"\\ud800\",\"email\":\"owner@example.com\",\"email_verified\":true}"}""")]
    public async Task An_answer_that_is_none_is_503(string fault)
    {
        var token = await Center.ProviderTokenAsync(await api.SandboxAsync(), "owner");
        await SetFaultAsync(fault);
        (await Center.ExchangeAsync(api.Host, token)).Fails(503, Away);
        (await Center.ExchangeAsync(api.Host, token)).Got();
    }

    [Theory]
    [InlineData("""{"status":401}""", 401)]
    [InlineData("""{"status":200,"body":"{\"sub\":\"stranger\",\"email\":\"owner@example.com\"}"}""", 403)]
    [InlineData("""{"status":200,"body":"{\"sub\":\"stranger\",\"email\":\"owner@example.com\",\"email_verified\":\"no\"}"}""", 403)]
    [InlineData("""{"status":200,"body":"{\"sub\":\"stranger\",\"email\":{},\"email_verified\":true}"}""", 403)]
    public async Task A_refusal_and_an_identity_that_is_nobodys_are_no_outage(string fault, int status)
    {
        var token = await Center.ProviderTokenAsync(await api.SandboxAsync(), "owner");
        await SetFaultAsync(fault);
        (await Center.ExchangeAsync(api.Host, token)).Fails(status);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData(null)]
    [InlineData("{sandbox}/oidc")]
    [InlineData("{sandbox}/google")]
    public async Task An_issuer_that_is_away_unknown_or_another_is_503(string? issuer)
    {
        var token = await Center.ProviderTokenAsync(await api.SandboxAsync(), "owner");
        var address = issuer?.Replace("{sandbox}", await api.SandboxAsync(), StringComparison.Ordinal);
        await using var host = await api.ReplicaAsync(new ApiOptions { Settings = new Dictionary<string, string?> { ["Operations:Provider:Issuer"] = address } });
        (await Center.ExchangeAsync(host, token)).Fails(503, Away);
    }

    private async Task SetFaultAsync(string fault)
    {
        using var set = await Http.Client.PostAsync($"{await api.SandboxAsync()}/sandbox/faults",
            new StringContent($"{{\"provider\":\"oidc\",\"endpoint\":\"userinfo\",{fault[1..]}", null, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(201, (int)set.StatusCode);
    }
}
