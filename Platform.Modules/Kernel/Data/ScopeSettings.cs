using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Kernel.Data;

/// <summary>Tells PostgreSQL whose rows a connection may see; row-level security reads these settings.</summary>
internal static class ScopeSettings
{
    private static readonly string ForTransaction = Sql(local: "true");
    private static readonly string ForConnection = Sql(local: "false");

    /// <summary>A batch whose first command sets the scope until its transaction ends, so scoping costs no round trip.</summary>
    /// <remarks>The first result is the settings' row: readers go to the next result before they read.</remarks>
    public static NpgsqlBatch ScopedBatch(this NpgsqlConnection connection, Scope scope, NpgsqlTransaction? transaction = null)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(Entering(scope));
        return batch;
    }

    /// <summary>Asks for one value in the system's scope, within the transaction of a context and on its connection: asking for a second one while others wait for it could use the pool up.</summary>
    public static async Task<T> AskEverywhereAsync<T>(this PlatformDb db, NpgsqlBatchCommand question, CancellationToken cancellation)
    {
        var transaction = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        await using var batch = (await db.ScopedConnectionAsync(cancellation)).ScopedBatch(Scope.System, transaction);
        batch.BatchCommands.Add(question);
        batch.BatchCommands.Add(Entering(db.Scope));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var answer = reader.GetFieldValue<T>(0);

        // To the end: what fails behind the answer would fail unseen.
        while (await reader.NextResultAsync(cancellation))
        {
        }

        return answer;
    }

    /// <summary>Sets the scope for as long as the connection is checked out; Npgsql resets it on return to the pool.</summary>
    public static async Task EnterAsync(this NpgsqlConnection connection, Scope scope, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ForConnection, connection);
        AddParameters(command.Parameters, scope);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The open connection of a context, for commands that do not go through it, with the scope set.</summary>
    public static async Task<NpgsqlConnection> ScopedConnectionAsync(this PlatformDb db, CancellationToken cancellation)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.EnterAsync(connection, cancellation);
        return connection;
    }

    private static async Task EnterAsync(this PlatformDb db, NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (db.Scoping == Scoping.Wanted)
        {
            await connection.EnterAsync(db.Scope, cancellation);
            db.Scoping = Scoping.Done;
        }
    }

    private static string Sql(string local) =>
        $"SELECT set_config('platform.tenant', $1, {local}), set_config('platform.user', $2, {local}), set_config('platform.system', $3, {local})";

    private static NpgsqlBatchCommand Entering(Scope scope)
    {
        var command = new NpgsqlBatchCommand(ForTransaction);
        AddParameters(command.Parameters, scope);
        return command;
    }

    private static void AddParameters(NpgsqlParameterCollection parameters, Scope scope, string tenant = "", string user = "", string system = "")
    {
        parameters.Add(new NpgsqlParameter<string>(tenant, NpgsqlDbType.Text) { TypedValue = scope.TenantId.ToString() });
        parameters.Add(new NpgsqlParameter<string>(user, NpgsqlDbType.Text) { TypedValue = scope.UserId.ToString() });
        parameters.Add(new NpgsqlParameter<string>(system, NpgsqlDbType.Text) { TypedValue = scope.IsSystem ? "on" : "off" });
    }

    /// <summary>Scopes every connection that EF opens, before or with the first command that it runs.</summary>
    /// <remarks>
    /// A query that comes first carries the scope with it, so that it costs no round trip; the settings' row is its first result.
    /// A transaction is scoped before it begins: what is set within would end with its rollback.
    /// </remarks>
    internal sealed class OnOpen : IDbConnectionInterceptor, IDbCommandInterceptor, IDbTransactionInterceptor
    {
        private static readonly string BeforeQuery = ForConnection.Replace("$1", "@scope_tenant", StringComparison.Ordinal)
            .Replace("$2", "@scope_user", StringComparison.Ordinal).Replace("$3", "@scope_system", StringComparison.Ordinal) + ";\n";

        public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            if (eventData.Context is PlatformDb db)
            {
                db.Scoping = Scoping.Wanted;
            }

            return Task.CompletedTask;
        }

        public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            throw new InvalidOperationException("Connections are opened asynchronously.");

        public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            await EnterAsync(connection, eventData.Context, cancellationToken);
            return result;
        }

        public async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (eventData is { CommandSource: CommandSource.LinqQuery, Context: PlatformDb { Scoping: Scoping.Wanted } db } && command is NpgsqlCommand { Transaction: null } query)
            {
#pragma warning disable CA2100 // The text is a constant and EF's own.
                query.CommandText = BeforeQuery + query.CommandText;
#pragma warning restore CA2100
                AddParameters(query.Parameters, db.Scope, "scope_tenant", "scope_user", "scope_system");
                db.Scoping = Scoping.Sent;
            }
            else
            {
                await EnterAsync(command.Connection, eventData.Context, cancellationToken);
            }

            return result;
        }

        public async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (eventData.Context is PlatformDb { Scoping: Scoping.Sent } db)
            {
                try
                {
                    await result.NextResultAsync(cancellationToken);
                    db.Scoping = Scoping.Done;
                }
                catch
                {
                    db.Scoping = Scoping.Wanted;
                    await result.DisposeAsync();
                    throw;
                }
            }

            return result;
        }

        public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            await EnterAsync(command.Connection, eventData.Context, cancellationToken);
            return result;
        }

        public async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
        {
            await EnterAsync(command.Connection, eventData.Context, cancellationToken);
            return result;
        }

        public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default) => Again(eventData.Context);

        public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default) => Again(eventData.Context);

        /// <summary>What a failed query brought with it is undone with it.</summary>
        private static Task Again(DbContext? context)
        {
            if (context is PlatformDb { Scoping: Scoping.Sent } db)
            {
                db.Scoping = Scoping.Wanted;
            }

            return Task.CompletedTask;
        }

        private static Task EnterAsync(DbConnection? connection, DbContext? context, CancellationToken cancellation) =>
            context is PlatformDb db && connection is NpgsqlConnection npgsql ? db.EnterAsync(npgsql, cancellation) : Task.CompletedTask;
    }
}

/// <summary>Whether the open connection of a context knows the scope.</summary>
internal enum Scoping
{
    Done,
    Wanted,
    Sent,
}
