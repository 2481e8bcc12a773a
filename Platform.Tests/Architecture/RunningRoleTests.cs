using Npgsql;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>The role that Api and Workers run as can do their work, and no more.</summary>
public sealed class RunningRoleTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task It_is_no_superuser_and_owns_nothing()
    {
        Assert.Equal(Guards.AppRole, await TestDatabase.ScalarAsync<string>(api.Database.App, "SELECT current_user::text"));
        Assert.Equal(0, await api.Database.ScalarAsync<long>(
            "SELECT count(*) FROM pg_roles WHERE rolname = $1 AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)", Guards.AppRole));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = $1", Guards.AppRole));
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = $1", Guards.AppRole));
    }

    [Theory]
    [InlineData("UPDATE trading.transactions SET amount = 1")]
    [InlineData("DELETE FROM trading.transactions")]
    [InlineData("TRUNCATE trading.transactions")]
    [InlineData("TRUNCATE identity.users CASCADE")]
    [InlineData("ALTER TABLE trading.sub_accounts DISABLE ROW LEVEL SECURITY")]
    [InlineData("DROP POLICY reads ON trading.sub_accounts")]
    [InlineData("CREATE TABLE trading.mine (id int)")]
    [InlineData("CREATE TABLE public.mine (id int)")]
    [InlineData("CREATE SCHEMA mine")]
    [InlineData("CREATE ROLE mine")]
    [InlineData("ALTER ROLE platform_app BYPASSRLS")]
    [InlineData("SET ROLE postgres")]
    public async Task It_may_not(string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.ScalarAsync<object>(api.Database.App, statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_system_scope_is_asked_for_by_name_and_then_sees_all()
    {
        await api.NewMemberAsync();
        await api.NewMemberAsync();
        await using var connection = new NpgsqlConnection(api.Database.App);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.EnterAsync(Scope.System, TestContext.Current.CancellationToken);
        await using var count = new NpgsqlCommand("SELECT count(*) FROM identity.users", connection);
        Assert.True(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken) is >= 2L);
    }
}
