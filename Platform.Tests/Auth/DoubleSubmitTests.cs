using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>A form that is sent twice at once: one is taken, and of the other nothing is left.</summary>
public sealed class DoubleSubmitTests(RoleTests.TwoReplicas api) : IClassFixture<RoleTests.TwoReplicas>
{
    private const int Rounds = 8;

    [Fact]
    public async Task Of_two_equal_roles_one_is_made()
    {
        var admin = await api.AdminAsync();
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"clerk {round}";
            var id = await SubmitAsync(admin, round, "/api/auth/roles", new { name }, "name");
            Assert.Equal([id], await IdsAsync("SELECT id FROM access.roles WHERE tenant_id = $1 AND name = $2", admin.TenantId, name));
            await AssertToldOnceAsync(admin, "auth.role", id, round + 1);
        }
    }

    [Fact]
    public async Task Of_two_users_with_one_address_one_is_made_with_his_role_and_his_invitation()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        for (var round = 0; round < Rounds; round++)
        {
            var email = $"{Guid.CreateVersion7():N}@example.org";
            var id = await SubmitAsync(
                admin, round, "/api/auth/users", new { email, password = "Strong-1", organizationId = admin.OrganizationId, roles = new[] { "clerk" }, sendInviteEmail = true }, "email");
            Assert.Equal([id], await IdsAsync("SELECT id FROM identity.users WHERE email_hash = $1", await Staff.HashAsync(api.Host, email)));
            await AssertToldOnceAsync(admin, "auth.user", id, round + 1);
        }

        foreach (var (table, column) in new[] { ("access.user_roles", "user_id"), ("auth.password_tokens", "user_id"), ("query_index.documents", "record_id") })
        {
            var rows = await IdsAsync($"SELECT {column} FROM {table} WHERE tenant_id = $1", admin.TenantId);
            var users = await IdsAsync("SELECT id FROM identity.users WHERE tenant_id = $1", admin.TenantId);
            Assert.True(rows.Count >= Rounds, $"Only {rows.Count} rows in {table}.");
            Assert.Subset(users.ToHashSet(), rows.ToHashSet());
            Assert.Equal(rows.Count, rows.Distinct().Count());
        }

        Assert.Equal(Rounds, await api.Database.ScalarAsync<long>("SELECT count(*) FROM access.user_roles WHERE role_id = $1", role));
    }

    /// <summary>Posts twice at once, to one replica or to both, and tells the id of what was made.</summary>
    private async Task<Guid> SubmitAsync(Person admin, int round, string path, object body, string field)
    {
        var hosts = round % 2 == 0 ? new[] { api.Host, api.Host } : [api.Host, api.Other];
        var answers = await Task.WhenAll(hosts.Select(host => host.With(admin.Api.Token).PostAsync(path, body)));
        var (made, refused) = (Assert.Single(answers, a => a.Status == 201), Assert.Single(answers, a => a.Status != 201));
        refused.Refuses(400, field: field);
        Assert.Null(refused.Header("x-om-operation"));
        return Guid.Parse(made.NewId());
    }

    /// <summary>The audit log and the events know of what was made, and of nothing else.</summary>
    private async Task AssertToldOnceAsync(Person admin, string kind, Guid id, int made)
    {
        var logged = await api.Database.RowsAsync("SELECT resource_id FROM audit_logs.action_logs WHERE tenant_id = $1 AND resource_kind = $2", admin.TenantId, kind);
        Assert.Equal(made, logged.Count);
        Assert.Single(logged, row => (string?)row[0] == id.ToString());
        var raised = await api.Database.RowsAsync("SELECT payload FROM events.outbox WHERE subject = $1", $"events.{kind}.created");
        Assert.Equal(made, raised.Count);
        Assert.Single(raised, row => JsonElement.Parse((byte[])row[0]!).Text("id") == id.ToString());
    }

    private async Task<IReadOnlyList<Guid>> IdsAsync(string sql, params object[] parameters) =>
        [.. (await api.Database.RowsAsync(sql, parameters)).Select(row => (Guid)row[0]!)];
}
