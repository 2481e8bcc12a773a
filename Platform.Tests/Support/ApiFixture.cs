namespace Platform.Tests.Support;

/// <summary>A database and an Api of one test class, and people who sign in there.</summary>
public class ApiFixture(TestServers servers) : IAsyncLifetime
{
    private int people;

    public TestDatabase Database { get; private set; } = null!;

    public ApiHost Host { get; private set; } = null!;

    protected TestServers Servers => servers;

    /// <summary>What this class's hosts have that others have not.</summary>
    protected virtual Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions());

    public virtual async ValueTask InitializeAsync()
    {
        Database = await servers.DatabaseAsync();
        Host = await ReplicaAsync();
    }

    /// <summary>One more host on the same servers.</summary>
    public async Task<ApiHost> ReplicaAsync(ApiOptions? options = null) => await ApiHost.StartAsync(servers, Database, options ?? await OptionsAsync());

    public Task<Member> SignInAsync(string login) => Member.SignInAsync(Host, login);

    /// <summary>Somebody whom no other test of the class knows.</summary>
    public Task<Member> NewMemberAsync() => SignInAsync($"user{Interlocked.Increment(ref people)}");

    public virtual async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
