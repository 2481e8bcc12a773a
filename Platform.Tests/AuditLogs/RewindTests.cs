using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Tests.Support;
using UserRole = Platform.Kernel.Access.UserRole;

namespace Platform.Tests.AuditLogs;

/// <summary>What an undo must not do: overwrite whoever is faster, and give what its caller may not give.</summary>
public sealed class RewindTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Strong = "Strong-1-password";
    private static readonly string[] Helps = ["auth.users.*", "auth.roles.list", "audit_logs.view_self", "audit_logs.undo_self", "audit_logs.redo_self", "dictionaries.view"];

    [Fact]
    public async Task An_edit_that_commits_while_an_undo_is_on_its_way_is_kept_and_the_undo_refused()
    {
        var staff = await api.AdminAsync();
        var id = (await staff.Api.PostAsync("/api/auth/roles", new { name = "First" })).NewId();
        var changed = (await staff.Api.PutAsync("/api/auth/roles", new { id, name = "Second" })).Is(200);
        await using var connection = new NpgsqlConnection(api.Database.Owner);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var edit = new NpgsqlCommand("UPDATE access.roles SET name = 'Third' WHERE id = $1", connection, transaction) { Parameters = { new() { Value = Guid.Parse(id) } } };
        await edit.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var undo = staff.Api.UndoAsync(changed);
        await Retry.Until(async () => await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0, "the undo waits for the row");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        (await undo).Refuses(400, "Undo token not available");
        Assert.Equal("Third", await api.Database.ScalarAsync<string>("SELECT name FROM access.roles WHERE id = $1", Guid.Parse(id)));
    }

    [Fact]
    public async Task A_role_that_has_grown_beyond_the_caller_does_not_come_back_by_his_undo()
    {
        var boss = await api.SuperAdminAsync();
        var helper = await api.ColleagueAsync(boss, boss.OrganizationId!.Value, null, Helps);
        var role = await api.RoleAsync(boss, "reader");
        await GrantAsync(boss, role, "dictionaries.view");
        var user = (await helper.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = Strong, roles = new[] { "reader" } })).NewId();
        var taken = (await helper.Api.PutAsync("/api/auth/users", new { id = user, roles = Array.Empty<string>() })).Is(200);
        await GrantAsync(boss, role, "dictionaries.view", "entities.records.manage");
        (await helper.Api.UndoAsync(taken)).Refuses(403, "Cannot grant feature entities.records.manage.");
        Assert.Equal(0, await RolesAsync(user));
        (await boss.Api.UndoAsync(taken)).Is(200);
        Assert.Equal(1, await RolesAsync(user));
    }

    [Fact]
    public async Task An_undo_does_not_bring_back_an_address_that_is_somebody_elses_by_now()
    {
        var (one, other) = (await api.AdminAsync(), await api.AdminAsync());
        var (first, second) = (NewEmail(), NewEmail());
        var id = (await one.Api.PostAsync("/api/auth/users", new { email = first, password = Strong })).NewId();
        var changed = (await one.Api.PutAsync("/api/auth/users", new { id, email = second })).Is(200);
        (await other.Api.PostAsync("/api/auth/users", new { email = first, password = Strong })).Is(201);
        (await one.Api.UndoAsync(changed)).Refuses(400, "Undo token not available");
    }

    [Fact]
    public async Task An_action_on_thousands_of_rows_with_a_key_of_two_columns_is_undone()
    {
        const int many = 4_000;
        var staff = await api.SuperAdminAsync();
        var role = await api.RoleAsync(staff, "everybody");
        await api.Database.ExecuteAsync("""
            INSERT INTO access.user_roles (user_id, role_id, tenant_id, created_at) SELECT gen_random_uuid(), $3, $1, now() FROM generate_series(1, $2)
            """, staff.TenantId, many, role);
        await using (var db = api.Host.Services.GetRequiredService<SystemDb>().Open())
        {
            var rows = await db.Set<UserRole>().Where(r => r.RoleId == role).ToListAsync(TestContext.Current.CancellationToken);
            Assert.Equal(many, rows.Count);
            var restores = rows.ConvertAll(r => new RowRestore(typeof(UserRole).FullName!, RowChanges.Snapshot(db.Entry(r).CurrentValues), null));
            db.ChangeTracker.Clear();
            Assert.True(await new Undo(db, null!, TimeProvider.System).ApplyAsync(restores, TestContext.Current.CancellationToken));
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM access.user_roles WHERE role_id = $1", role));
    }

    private static async Task GrantAsync(Person boss, Guid role, params string[] features) =>
        (await boss.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features })).Is(200);

    private Task<long> RolesAsync(string user) => api.Database.ScalarAsync<long>("SELECT count(*) FROM access.user_roles WHERE user_id = $1", Guid.Parse(user));

    private static string NewEmail() => $"u{Guid.CreateVersion7():N}@example.org";
}
