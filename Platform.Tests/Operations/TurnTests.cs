using Npgsql;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>What others change while a request waits for its turn holds for the request, too.</summary>
public sealed class TurnTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    private const string Tree = "SELECT pg_advisory_xact_lock(hashtextextended('directory.tree:' || tenant_id::text, 0)) FROM identity.users WHERE id = $1";
    private const string Row = "SELECT id FROM identity.users WHERE id = $1 FOR UPDATE";
    private const string Suspend = "UPDATE identity.users SET disabled_at = now() WHERE id = $1";
    private const string Demote = $"UPDATE operations.accounts SET role_id = '{CenterFixture.Support}' WHERE id = $1";
    private const string Close = "UPDATE identity.organizations SET deleted_at = now(), is_active = false WHERE id = (SELECT organization_id FROM identity.users WHERE id = $1)";

    [Theory]
    [InlineData(Suspend)]
    [InlineData(Demote)]
    public async Task Whoever_is_suspended_or_demoted_while_he_waits_changes_no_account(string change)
    {
        var (owner, distributor) = (await api.OwnerAsync(), await api.DistributorAsync());
        var other = await owner.CreateAccountAsync(distributor.OrganizationId);
        var answers = await MeanwhileAsync(Tree, change, distributor.Id, () => distributor.Api.PostAsync("/api/accounts", Operator.Body(distributor.OrganizationId)),
            () => distributor.Api.PutAsync($"/api/accounts/{other}", new { isSuspended = true }), () => distributor.Api.DeleteAsync($"/api/accounts/{other}"));
        Assert.All(answers, a => a.Fails(403));
        Assert.False((await owner.Api.GetAsync($"/api/accounts/{other}")).Got().GetProperty("isSuspended").GetBoolean());
    }

    [Theory]
    [InlineData(Suspend)]
    [InlineData(Close)]
    public async Task Below_an_organization_that_is_closed_or_for_somebody_suspended_nothing_is_made_or_changed(string change)
    {
        var distributor = await api.DistributorAsync();
        var (customer, name) = (await distributor.CreateAsync("customers"), Desk.Unique("late"));
        var answers = await MeanwhileAsync(Tree, change, distributor.Id, () => distributor.Api.PostAsync("/api/customers", new { name }),
            () => distributor.Api.PutAsync($"/api/customers/{customer}", new { name }), () => distributor.Api.DeleteAsync($"/api/customers/{customer}"));
        Assert.All(answers, a => a.Fails(403));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.organizations WHERE name = $1", name));
    }

    [Fact]
    public async Task Many_who_make_accounts_at_once_need_a_connection_each_and_no_second_one()
    {
        await using var host = await api.ReplicaAsync(new ApiOptions
        {
            Settings = new Dictionary<string, string?> { ["ConnectionStrings:platformdb"] = $"{api.Database.App};Maximum Pool Size=4;Timeout=5" },
        });
        var owner = await api.EnterAsync("owner", host);
        await owner.CreateAccountAsync(owner.OrganizationId);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => owner.Api.PostAsync("/api/accounts", Operator.Body(owner.OrganizationId))));
        Assert.All(answers, a => a.Got(201));
    }

    [Fact]
    public async Task Of_two_who_demote_each_other_at_once_one_stays()
    {
        var one = await api.DistributorAsync();
        var other = await api.MemberAsync(one, one.OrganizationId);
        var body = new { userRoleId = CenterFixture.Support };
        var answers = await MeanwhileAsync(Tree, "SELECT $1::uuid", one.Id, () => one.Api.PutAsync($"/api/accounts/{other.Id}", body), () => other.Api.PutAsync($"/api/accounts/{one.Id}", body));
        Assert.Equal([200, 403], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_grant_that_is_revoked_while_its_holder_moves_stays_revoked()
    {
        const string Extra = "audit_logs.view_tenant";
        var distributor = await api.DistributorAsync();
        var (reseller, member) = (await distributor.CreateAsync("resellers"), await distributor.CreateAccountAsync(distributor.OrganizationId, role: CenterFixture.Support));
        foreach (var holder in new[] { distributor.Id, member })
        {
            await api.Database.ExecuteAsync("UPDATE access.access_lists SET features = features || $2::text WHERE holder_id = $1", Guid.Parse(holder), Extra);
        }

        var answers = await MeanwhileAsync(Row, $"UPDATE access.access_lists SET features = array_remove(features, '{Extra}') WHERE holder_id = $1", member,
            () => distributor.Api.PutAsync($"/api/accounts/{member}", new { organizationId = reseller }));
        Assert.Equal(reseller, answers.Single().Got().Text("organizationId"));
        Assert.False(await api.Database.ScalarAsync<bool>("SELECT $2 = ANY (features) FROM access.access_lists WHERE holder_id = $1", Guid.Parse(member), Extra));
    }

    [Fact]
    public async Task Whoever_is_suspended_while_he_signs_in_gets_no_session()
    {
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var token = await Center.ProviderTokenAsync(await api.SandboxAsync(), member.Login);
        var answers = await MeanwhileAsync(Row, Suspend, member.Id, () => Center.ExchangeAsync(api.Host, token));
        answers.Single().Fails(403, "account is suspended");
    }

    /// <summary>Holds what the requests wait for, changes something of the user once all of them wait, and lets them go on.</summary>
    private async Task<Answer[]> MeanwhileAsync(string hold, string change, string user, params Func<Task<Answer>>[] requests)
    {
        await using var connection = new NpgsqlConnection(api.Database.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(hold);
        var answers = requests.Select(ask => ask()).ToList();
        await Retry.UntilEqual((long)requests.Length, () => api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"));
        await RunAsync(change);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return await Task.WhenAll(answers);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = Guid.Parse(user) } } };
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
