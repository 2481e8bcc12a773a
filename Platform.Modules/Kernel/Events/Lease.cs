using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>The right to be the only Worker that does something, held by the very connection that does it.</summary>
/// <remarks>
/// It is a session lock of PostgreSQL: it ends with the connection, and a Worker that lost it cannot commit,
/// because its transactions run on that connection.
/// </remarks>
internal sealed class Lease : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private Lease(NpgsqlConnection connection) => this.connection = connection;

    public NpgsqlConnection Connection => connection;

    /// <returns>Null while another Worker holds it.</returns>
    public static async Task<Lease?> TryAcquireAsync(NpgsqlDataSource database, string name, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            // A Worker cut off from the network must not keep the lock for the two hours of the default keepalive.
            await using var command = new NpgsqlCommand("""
                SELECT pg_try_advisory_lock(hashtextextended($1, 0)), set_config('tcp_keepalives_idle', '5', false),
                       set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '2', false)
                """, connection) { Parameters = { new() { Value = $"lease:{name}" } } };
            if (await command.ExecuteScalarAsync(cancellation) is not true)
            {
                await connection.DisposeAsync();
                return null;
            }

            await connection.EnterAsync(Scope.System, cancellation);
            return new Lease(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notices a lost connection where there is nothing to do.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <remarks>The pool resets a connection only when it is next used, so the lock is given back here.</remarks>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection) { CommandTimeout = 5 };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it; what remains of either must not return to the pool.
            NpgsqlConnection.ClearPool(connection);
        }

        await connection.DisposeAsync();
    }
}
