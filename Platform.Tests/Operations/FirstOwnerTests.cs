using Microsoft.Extensions.Hosting;
using Platform.Kernel.Data;
using Platform.Operations.Accounts;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Outside Development a migration makes the first owner, whom configuration names; his tenant has what every new one has.</summary>
public sealed class FirstOwnerTests(TestServers servers)
{
    private const string Login = "owner";

    [Fact]
    public async Task The_first_owner_signs_in_and_what_is_kept_of_him_is_ciphertext()
    {
        var database = await MigrateAsync("test_first_owner", TestSandbox.EmailOf(Login));
        Assert.DoesNotContain(TestSandbox.EmailOf(Login), await database.DumpAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM identity.tenants"));
        Assert.Equal(["admin", "employee", "superadmin"], (await database.RowsAsync("SELECT name FROM access.roles ORDER BY name")).Select(r => r[0]));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM access.access_lists a JOIN access.roles r ON r.id = a.holder_id WHERE a.is_super_admin"));

        await using var host = await ApiHost.StartAsync(servers, database, new ApiOptions());
        var data = (await Center.ExchangeAsync(host, await Center.ProviderTokenAsync((await servers.SandboxAsync()).Address, Login))).Got();
        var (api, id, organization) = (host.With(data.Text("token")), data.GetProperty("user").Text("id"), data.GetProperty("user").Text("organizationId"));
        var account = (await api.GetAsync($"/api/accounts/{id}")).Got();
        Assert.Equal((TestSandbox.EmailOf(Login), "Headquarters", "Owner"), (account.Text("email"), account.Text("organizationName"), account.Text("organizationRole")));
        Assert.Equal("owner_example_com", account.Text("username"));
        Assert.Equal([id], CenterFixture.Ids((await api.GetAsync($"/api/accounts?search={TestSandbox.EmailOf(Login)}")).Got(), "accounts"));

        var made = (await api.PostAsync("/api/accounts", Operator.Body(organization, "second"))).Got(201).Text("id");
        Assert.StartsWith("enc:v1:", await database.ScalarAsync<string>("SELECT email FROM identity.users WHERE id = $1", Guid.Parse(made)), StringComparison.Ordinal);
        (await api.PostAsync("/api/distributors", new { name = "First distributor" })).Got(201);
    }

    [Fact]
    public async Task Another_migration_makes_no_second_owner_and_none_is_made_of_nonsense()
    {
        var address = $"{new string('x', 60)}@example.com";
        await MigrateAsync("test_second_owner", address);
        var database = await MigrateAsync("test_second_owner", "another@example.com");
        Assert.Equal([address[..Usernames.MaxLength]], (await database.RowsAsync("SELECT u.username FROM operations.accounts a JOIN identity.users u ON u.id = a.id")).Select(r => r[0]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => MigrateAsync("test_nonsense_owner", "nobody"));
    }

    private async Task<TestDatabase> MigrateAsync(string name, string email)
    {
        var postgres = (await servers.ServersAsync()).Postgres;
        await postgres.EnsureDatabaseAsync(name, TestContext.Current.CancellationToken);
        var database = new TestDatabase(postgres.ConnectionStringTo(name), postgres.ConnectionStringTo(name, Guards.AppRole, TestDatabase.AppPassword));
        await TestDatabase.MigrateAsync(database.Owner, Environments.Production, ("Operations:Owner:Email", email), ("Operations:Owner:Organization", "Headquarters"));
        return database;
    }
}
