using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>An Api, and people of the demo hierarchy and of new organizations below it who sign in through the provider.</summary>
public class CenterFixture(TestServers servers) : ApiFixture(servers)
{
    public const string Admin = "01900000-0000-7000-8000-0000000c0001";
    public const string Support = "01900000-0000-7000-8000-0000000c0002";

    private int logins;

    /// <summary>Where the provider is.</summary>
    public virtual async Task<string> SandboxAsync() => (await Servers.SandboxAsync()).Address;

    /// <summary>Somebody at the provider whom no other test of the class is.</summary>
    public string NextLogin() => $"user{Interlocked.Increment(ref logins)}";

    public async Task<Operator> EnterAsync(string login, ApiHost? host = null)
    {
        var at = host ?? Host;
        var data = (await Center.ExchangeAsync(at, await Center.ProviderTokenAsync(await SandboxAsync(), login))).Got();
        var user = data.GetProperty("user");
        return new Operator(at.With(data.Text("token")), login, user.Text("id"), user.Text("organizationId"), data.Text("refresh_token"));
    }

    public Task<Operator> OwnerAsync() => EnterAsync("owner");

    /// <summary>A new account of an organization, made by somebody who may, signed in.</summary>
    public async Task<Operator> MemberAsync(Operator by, string organization, string role = Admin)
    {
        var login = NextLogin();
        await by.CreateAccountAsync(organization, login, role);
        return await EnterAsync(login);
    }

    /// <summary>A new distributor's Admin.</summary>
    public async Task<Operator> DistributorAsync()
    {
        var owner = await OwnerAsync();
        return await MemberAsync(owner, await owner.CreateAsync("distributors"));
    }

    public static IReadOnlyList<string> Ids(JsonElement data, string list) => [.. data.GetProperty(list).EnumerateArray().Select(i => i.Text("id"))];
}
