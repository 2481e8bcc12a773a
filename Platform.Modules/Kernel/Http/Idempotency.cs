using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Kernel.Http;

/// <summary>A request with an <c>Idempotency-Key</c>: its first answer is stored with what it did, and given again.</summary>
/// <remarks>A second request with the key waits for the first one's transaction, so two at once book once.</remarks>
internal sealed class Idempotency
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    private readonly string key;
    private readonly byte[] fingerprint;
    private readonly DateTimeOffset now;
    private readonly JsonSerializerOptions json;
    private readonly HttpResponse response;

    private Idempotency(string key, byte[] fingerprint, DateTimeOffset now, JsonSerializerOptions json, HttpResponse response) =>
        (this.key, this.fingerprint, this.now, this.json, this.response) = (key, fingerprint, now, json, response);

    /// <summary>Reads the key of a request; without one, both results are null.</summary>
    /// <param name="hash">Hashes the request, with a key where bodies hold passwords, and with whatever else makes it another request; SHA-256 otherwise.</param>
    public static (Idempotency? Once, Problem? Refusal) Of<T>(HttpContext context, T body, DateTimeOffset now, JsonSerializerOptions json, Func<string, byte[]>? hash = null)
    {
        if (context.Request.Headers[Header] is not { Count: > 0 } keys)
        {
            return (null, null);
        }

        var key = keys.ToString();
        if (key.Length is 0 or > MaxLength || keys.Count > 1 || key.Any(c => c is <= ' ' or > '~'))
        {
            return (null, new Problem(ProblemKind.Invalid, $"{Header} must have 1 to {MaxLength} printable characters"));
        }

        var text = $"{context.Request.Method} {context.Request.Path}\n{JsonSerializer.Serialize(body, json)}";
        return (new(key, hash?.Invoke(text) ?? SHA256.HashData(Encoding.UTF8.GetBytes(text)), now, json, context.Response), null);
    }

    /// <summary>Claims the key within the open transaction of a context.</summary>
    /// <returns>The stored answer when the key was used before.</returns>
    public Task<Outcome<T>?> BeginAsync<T>(PlatformDb db, CancellationToken cancellation) =>
        BeginAsync<T>((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction(), db.Scope, cancellation);

    /// <summary>Claims the key within the transaction.</summary>
    /// <returns>The stored answer when the key was used before.</returns>
    public async Task<Outcome<T>?> BeginAsync<T>(NpgsqlConnection connection, NpgsqlTransaction transaction, Scope scope, CancellationToken cancellation)
    {
        await using var batch = connection.ScopedBatch(scope, transaction);
        batch.BatchCommands.Add(new("""
            INSERT INTO http.idempotency_keys (tenant_id, user_id, key, fingerprint, status, response, created_at)
            VALUES ($1, $2, $3, $4, 0, '{}', $5) ON CONFLICT DO NOTHING
            """)
        {
            Parameters =
            {
                new() { Value = scope.TenantId }, new() { Value = scope.UserId }, new() { Value = key },
                new() { Value = fingerprint }, new() { Value = now.UtcDateTime },
            },
        });
        batch.BatchCommands.Add(new("SELECT fingerprint, status, response FROM http.idempotency_keys WHERE tenant_id = $1 AND user_id = $2 AND key = $3")
        {
            Parameters = { new() { Value = scope.TenantId }, new() { Value = scope.UserId }, new() { Value = key } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var status = reader.GetInt32(1);
        if (status == 0)
        {
            return null;
        }

        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(fingerprint))
        {
            return new Problem(ProblemKind.Unprocessable, $"The {Header} was used for another request", "IDEMPOTENCY_KEY_REUSED");
        }

        response.Headers["Idempotency-Replayed"] = "true";
        var stored = new JsonSerializerOptions(json) { Converters = { new Json.Stored() } };
        return status < 400
            ? JsonSerializer.Deserialize<T>(reader.GetString(2), stored)!
            : JsonSerializer.Deserialize<Problem>(reader.GetString(2), stored)!;
    }

    /// <summary>Stores the answer within the open transaction of a context.</summary>
    public async Task StoreAsync<T>(PlatformDb db, Outcome<T> outcome, int status, CancellationToken cancellation)
    {
        var transaction = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { Store(db.Scope, outcome, status) } };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Stores the answer; part of the same transaction.</summary>
    public NpgsqlBatchCommand Store<T>(Scope scope, Outcome<T> outcome, int status) => new(
        "UPDATE http.idempotency_keys SET status = $4, response = $5 WHERE tenant_id = $1 AND user_id = $2 AND key = $3")
    {
        Parameters =
        {
            new() { Value = scope.TenantId }, new() { Value = scope.UserId }, new() { Value = key }, new() { Value = status },
            new()
            {
                Value = outcome.Problem is { } problem ? JsonSerializer.Serialize(problem, json) : JsonSerializer.Serialize(outcome.Value, json),
                NpgsqlDbType = NpgsqlDbType.Json,
            },
        },
    };
}
