using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
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
        var command = new NpgsqlBatchCommand(ForTransaction);
        AddParameters(command.Parameters, scope);
        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Sets the scope for as long as the connection is checked out; Npgsql resets it on return to the pool.</summary>
    public static async Task EnterAsync(this NpgsqlConnection connection, Scope scope, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ForConnection, connection);
        AddParameters(command.Parameters, scope);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string Sql(string local) =>
        $"SELECT set_config('platform.tenant', $1, {local}), set_config('platform.user', $2, {local}), set_config('platform.system', $3, {local})";

    private static void AddParameters(NpgsqlParameterCollection parameters, Scope scope)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.TenantId.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.UserId.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = scope.IsSystem ? "on" : "off", NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Scopes every connection that EF opens.</summary>
    internal sealed class OnOpen : DbConnectionInterceptor
    {
        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
            eventData.Context is PlatformDb db && connection is NpgsqlConnection npgsql
                ? npgsql.EnterAsync(db.Scope, cancellationToken)
                : Task.CompletedTask;

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            throw new InvalidOperationException("Connections are opened asynchronously.");
    }
}
