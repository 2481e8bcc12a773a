using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Kernel.Data;
using Platform.Tests.Support;
using Platform.Trading.Bindings;

namespace Platform.Tests.Architecture;

/// <summary>A tenant sees his own rows only: by the model's filters, and by PostgreSQL alone when they are off.</summary>
public sealed class TenancyTests(TenancyTests.TwoTenants api) : IClassFixture<TenancyTests.TwoTenants>
{
    /// <summary>Alice and Bob, each with a row in every table that is owned.</summary>
    public sealed class TwoTenants(TestServers servers) : ApiFixture(servers)
    {
        public Desk Alice { get; private set; } = null!;

        public Desk Bob { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Alice = await FillAsync("alice");
            Bob = await FillAsync("bob");
        }

        private async Task<Desk> FillAsync(string login)
        {
            var desk = await Desk.OpenAsync(await SignInAsync(login), eth: "1", usdt: "100");
            (await desk.Api.PostAsync("/v1/exchange-bindings", Desk.Binding())).Ok(201);
            (await desk.RecordAsync("deposit", new { account_id = desk.Usdt, amount = 1, currency = "USDT" }, "one-key-of-two-tenants")).Ok(201);
            var user = Guid.Parse(desk.Owner.Id);
            var tenant = await Database.ScalarAsync<Guid>("SELECT tenant_id FROM identity.users WHERE id = $1", user);

            // As a replica the database does not ask for the rows that these point to.
            var owner = new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(Database.Owner + ";Options=-c session_replication_role=replica").Options;
            await using var db = new PlatformDb(owner).For(new Actor { Scope = Scope.System });
            foreach (var table in Guarded)
            {
                if (await Database.ScalarAsync<long>($"SELECT count(*) FROM {NameOf(table)} WHERE tenant_id = $1", tenant) == 0)
                {
                    await Rows.AddAsync(db, table, tenant, user);
                }
            }

            return desk;
        }
    }

    private static readonly IModel Model = new DesignTimeDb().CreateDbContext([]).Model;

    private static IEnumerable<IEntityType> Tables => Model.GetEntityTypes().Where(t => t.BaseType is null);

    private static IEnumerable<IEntityType> Guarded => Tables.Where(t => t.ClrType.IsAssignableTo(typeof(ITenantOwned)));

    public static TheoryData<string> GuardedTables => [.. Guarded.Select(NameOf)];

    private static string NameOf(IEntityType table) => $"{table.GetSchema()}.{table.GetTableName()}";

    [Fact]
    public void Every_table_is_guarded_or_says_why_it_needs_no_guard()
    {
        Assert.NotEmpty(Guarded);
        Assert.All(Tables, table =>
        {
            var global = table.ClrType.GetCustomAttribute<GlobalAttribute>();
            var guarded = table.ClrType.IsAssignableTo(typeof(ITenantOwned));
            Assert.True(guarded ^ (global is { Why.Length: > 10 }), $"{NameOf(table)} must be tenant-owned or [Global] with a reason, and not both.");
            Assert.Equal(guarded, table.FindDeclaredQueryFilter(PlatformDb.TenantFilter) is not null);
            Assert.Equal(table.ClrType.IsAssignableTo(typeof(IUserOwned)), table.FindDeclaredQueryFilter(PlatformDb.OwnerFilter) is not null);
            Assert.Equal(table.ClrType.IsAssignableTo(typeof(ISoftDeleted)), table.FindDeclaredQueryFilter(PlatformDb.DeletedFilter) is not null);
        });
    }

    [Fact]
    public async Task Every_table_of_the_database_is_in_the_model_and_forces_row_level_security_when_guarded()
    {
        var rows = await api.Database.RowsAsync("""
            SELECT n.nspname || '.' || c.relname, c.relrowsecurity, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid), c.relforcerowsecurity
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.relname <> '__EFMigrationsHistory'
            """);
        Assert.Equal(Tables.Select(NameOf).Order(), rows.Select(r => (string)r[0]!).Order());
        var guarded = Guarded.Select(NameOf).ToHashSet();
        var byOwner = Guarded.Where(t => t.ClrType.GetCustomAttribute<ReadByOwnerAttribute>() is { Why.Length: > 10 }).Select(NameOf).ToHashSet();
        Assert.Equal(["query_index.documents"], byOwner);
        Assert.All(rows, row =>
        {
            Assert.Equal(guarded.Contains((string)row[0]!) && !byOwner.Contains((string)row[0]!), (bool)row[3]!);
            Assert.Equal(guarded.Contains((string)row[0]!), (bool)row[1]!);
            Assert.Equal(guarded.Contains((string)row[0]!) ? 4L : 0L, (long)row[2]!);
        });
    }

    [Theory]
    [MemberData(nameof(GuardedTables))]
    public async Task Plain_sql_in_the_scope_of_one_user_sees_his_rows_only(string table)
    {
        var ofUser = Guarded.Single(t => NameOf(t) == table).ClrType.IsAssignableTo(typeof(IUserOwned));
        foreach (var desk in new[] { api.Alice, api.Bob })
        {
            var (tenant, user) = await ScopeOfAsync(desk);
            var seen = await SeenAsync(table, Scope.Of(tenant, user));
            Assert.Contains(tenant, seen);
            Assert.All(seen, t => Assert.True(t == tenant || (t == Guid.Empty && table == "trading.exchange_bindings"), $"{table} shows tenant {t}"));
            if (ofUser)
            {
                Assert.DoesNotContain(tenant, await SeenAsync(table, Scope.Of(tenant, Guid.CreateVersion7())));
            }
        }
    }

    [Theory]
    [MemberData(nameof(GuardedTables))]
    public async Task A_connection_without_a_scope_sees_nothing_that_is_owned(string table)
    {
        Assert.True(await api.Database.ScalarAsync<long>($"SELECT count(*) FROM {table}") >= 2, $"{table} has no rows of two tenants: the test would prove nothing.");
        Assert.Equal(0, await TestDatabase.ScalarAsync<long>(api.Database.App, $"SELECT count(*) FROM {table} WHERE tenant_id <> '{Guid.Empty}'"));
        Assert.DoesNotContain(await SeenAsync(table, Scope.None), t => t != Guid.Empty);
    }

    [Theory]
    [MemberData(nameof(GuardedTables))]
    public async Task Rows_of_another_tenant_can_be_neither_changed_nor_deleted_nor_written(string table)
    {
        var (tenant, user) = await ScopeOfAsync(api.Alice);
        var (foreign, _) = await ScopeOfAsync(api.Bob);
        await using var connection = new NpgsqlConnection(api.Database.App);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.EnterAsync(Scope.Of(tenant, user), TestContext.Current.CancellationToken);
        if (Guarded.Single(t => NameOf(t) == table).ClrType.GetCustomAttribute<AppendOnlyAttribute>() is null)
        {
            Assert.Equal(0, await RunAsync($"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = '{foreign}'"));
            Assert.Equal(0, await RunAsync($"DELETE FROM {table} WHERE tenant_id = '{foreign}'"));
            await AssertRefusedAsync($"UPDATE {table} SET tenant_id = '{foreign}' WHERE tenant_id = '{tenant}'");
        }

        var columns = await api.Database.ScalarAsync<string>(
            "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'tenant_id'", table);
        await AssertRefusedAsync($"INSERT INTO {table} (tenant_id, {columns}) SELECT '{foreign}', {columns} FROM {table} WHERE tenant_id = '{tenant}' LIMIT 1");

        async Task<int> RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        async Task AssertRefusedAsync(string sql)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(sql));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task With_the_models_filters_off_one_tenant_is_seen()
    {
        var (tenant, user) = await ScopeOfAsync(api.Alice);
        await using var services = api.Host.Services.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<Actor>().Scope = Scope.Of(tenant, user);
        var db = services.ServiceProvider.GetRequiredService<PlatformDb>();
        foreach (var table in Guarded)
        {
            var rows = await (Task<List<object>>)GetType().GetMethod(nameof(UnfilteredAsync), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(table.ClrType).Invoke(null, [db])!;
            Assert.NotEmpty(rows);
            Assert.All(rows.Cast<ITenantOwned>(), row => Assert.True(row.TenantId == tenant || row is ExchangeBinding { IsPublic: true }));
        }
    }

    [Fact]
    public async Task Words_are_looked_up_in_the_scope_of_the_connection()
    {
        var ((tenant, user), (foreign, _)) = (await ScopeOfAsync(api.Alice), await ScopeOfAsync(api.Bob));
        var (own, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (owner, record) in new[] { (tenant, own), (foreign, other) })
        {
            await api.Database.ExecuteAsync(
                "INSERT INTO query_index.documents (tenant_id, entity_type, record_id, tokens, updated_at) VALUES ($1, 'tests:thing', $2, '{one,two}', now())", owner, record);
        }

        Assert.Equal([own], await FoundAsync(Scope.Of(tenant, user)));
        Assert.Empty(await FoundAsync(Scope.None));
        Assert.Equal(new[] { own, other }.Order(), (await FoundAsync(Scope.System)).Order());
        Assert.True(await api.Database.ScalarAsync<bool>("""
            SELECT prosecdef AND proconfig @> '{"search_path=pg_catalog, pg_temp"}' AND NOT has_function_privilege('public', oid, 'EXECUTE')
            FROM pg_proc WHERE oid = 'query_index.matching(text, text[], integer)'::regprocedure
            """));

        async Task<List<Guid>> FoundAsync(Scope scope)
        {
            await using var connection = new NpgsqlConnection(api.Database.App);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await connection.EnterAsync(scope, TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand("SELECT array_agg(m) FROM query_index.matching('tests:thing', '{two}', 10) m", connection);
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is Guid[] found ? [.. found] : [];
        }
    }

    [Fact]
    public async Task Public_bindings_are_read_by_all_and_written_by_nobody_but_the_platform()
    {
        var (tenant, user) = await ScopeOfAsync(api.Alice);
        await using var connection = new NpgsqlConnection(api.Database.App);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await connection.EnterAsync(Scope.Of(tenant, user), TestContext.Current.CancellationToken);
        await using var read = new NpgsqlCommand("SELECT count(*) FROM trading.exchange_bindings WHERE type = 'public'", connection);
        Assert.Equal(5L, await read.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await using var write = new NpgsqlCommand("UPDATE trading.exchange_bindings SET name = 'mine' WHERE type = 'public'", connection);
        Assert.Equal(0, await write.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_scope_does_not_outlive_its_connection()
    {
        var (tenant, user) = await ScopeOfAsync(api.Alice);
        await using var source = NpgsqlDataSource.Create(api.Database.App + ";Maximum Pool Size=1");
        await using (var scoped = await source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await scoped.EnterAsync(Scope.Of(tenant, user), TestContext.Current.CancellationToken);
            await using var count = new NpgsqlCommand("SELECT count(*) FROM trading.sub_accounts", scoped);
            Assert.Equal(2L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        }

        await using var next = source.CreateCommand("SELECT count(*) FROM trading.sub_accounts");
        Assert.Equal(0L, await next.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private async Task<(Guid Tenant, Guid User)> ScopeOfAsync(Desk desk)
    {
        var user = Guid.Parse(desk.Owner.Id);
        return (await api.Database.ScalarAsync<Guid>("SELECT tenant_id FROM identity.users WHERE id = $1", user), user);
    }

    /// <summary>The tenants of all rows that the running role sees in a scope.</summary>
    private async Task<List<Guid>> SeenAsync(string table, Scope scope)
    {
        await using var connection = new NpgsqlConnection(api.Database.App);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var batch = connection.ScopedBatch(scope, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT tenant_id FROM {table}"));
        await using var reader = await batch.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.NextResultAsync(TestContext.Current.CancellationToken);
        var tenants = new List<Guid>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            tenants.Add(reader.GetGuid(0));
        }

        return tenants;
    }

    private static async Task<List<object>> UnfilteredAsync<T>(PlatformDb db)
        where T : class =>
        [.. await db.Set<T>().IgnoreQueryFilters().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken)];
}
