using Microsoft.Extensions.Logging;
using Platform.Tests.Operations;
using Platform.Tests.Support;

namespace Platform.Tests.Fuzz;

/// <summary>An Api that keeps what it logs of failures, and somebody of every kind of principal.</summary>
public sealed class FuzzFixture(TestServers servers) : StaffFixture(servers)
{
    private const string Forged = "forged";
    private const int Logins = 40;
    private readonly Dictionary<string, ApiClient> principals = [];
    private int logins;

    public CapturedLog Log { get; } = new(LogLevel.Error);

    /// <summary>Kinds of principals of a surface, the most powerful first.</summary>
    public static IReadOnlyList<string> KindsOf(string surface) => surface switch
    {
        "trading" => ["trader", "trader", "trader", "trader", "anonymous", "admin", Forged],
        "operations" => ["owner", "owner", "owner", "owner", "trader", "anonymous", Forged],
        _ => ["super", "super", "admin", "admin", "admin", "admin", "clerk", "anonymous", Forged, "trader"],
    };

    public async Task<ApiClient> OfKindAsync(string kind)
    {
        if (!principals.TryGetValue(kind, out var client))
        {
            principals[kind] = client = kind switch
            {
                "trader" => (await Desk.OpenAsync(await TraderAsync(), eth: "10", usdt: "1000")).Api,
                "owner" => Host.With((await Center.ExchangeAsync(Host, await Center.ProviderTokenAsync((await Servers.SandboxAsync()).Address, "owner"))).Got().Text("token")),
                "super" => (await SuperAdminAsync()).Api,
                "admin" => (await AdminAsync()).Api,
                "clerk" => (await AdminAsync("customers.people.view", "customers.deals.view", "dictionaries.view")).Api,
                Forged => Host.With("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ4In0.AAAA"),
                _ => Host.Anonymous,
            };
        }

        return client;
    }

    /// <summary>A session may have been ended by what was sent: then the kind gets another.</summary>
    public async Task RenewAsync(string kind)
    {
        var own = kind switch { "trader" => "/v1/users/me", "owner" => "/api/auth/me", _ => "/api/auth/profile" };
        if (principals.TryGetValue(kind, out var client) && client.Token is not null && kind != Forged && (await client.GetAsync(own)).Status is 401 or 403)
        {
            principals.Remove(kind);
        }
    }

    /// <summary>A super-admin may have shut the tenant of one of them.</summary>
    private async Task<Member> TraderAsync()
    {
        while (true)
        {
            var member = await SignInAsync($"user{1 + (logins++ % Logins)}");
            if ((await member.Api.GetAsync("/v1/users/me")).Status == 200)
            {
                return member;
            }

            Assert.True(logins < 10 * Logins, "Nobody is let in any more.");
        }
    }

    protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Log = Log });
}
