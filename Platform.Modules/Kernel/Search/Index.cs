using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;

namespace Platform.Kernel.Search;

/// <summary>A record to index.</summary>
internal sealed record Indexed(Guid RecordId, Guid? OrganizationId, string[] Tokens);

/// <summary>Keeps the documents of records, in the transaction that changes them: what is found is what is there.</summary>
internal static class Index
{
    public static async Task KeepAsync(PlatformDb db, Guid tenantId, string entityType, IReadOnlyList<Indexed> records, DateTimeOffset now, CancellationToken cancellation)
    {
        if (records.Count == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand("""
            INSERT INTO query_index.documents (tenant_id, entity_type, record_id, organization_id, tokens, updated_at)
            SELECT $1, $2, r.id, r.organization, string_to_array(r.tokens, ' '), $6 FROM unnest($3, $4, $5) AS r (id, organization, tokens)
            ON CONFLICT (tenant_id, entity_type, record_id) DO UPDATE
            SET organization_id = excluded.organization_id, tokens = excluded.tokens, updated_at = excluded.updated_at
            """, await db.ScopedConnectionAsync(cancellation), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            new() { Value = tenantId }, new() { Value = entityType },
            new() { Value = records.Select(r => r.RecordId).ToArray() },
            new() { Value = records.Select(r => r.OrganizationId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
            new() { Value = records.Select(r => string.Join(' ', r.Tokens)).ToArray() }, new() { Value = now.UtcDateTime },
        ]);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The records of an entity that have all of these hashed words.</summary>
    public static IQueryable<Guid> Matching(PlatformDb db, string entityType, string[] hashes) =>
        db.Set<IndexDocument>().Where(d => d.EntityType == entityType && hashes.All(h => d.Tokens.Contains(h))).Select(d => d.RecordId);

    /// <summary>The records of an entity that have documents.</summary>
    public static IQueryable<Guid> Of(PlatformDb db, string entityType) => db.Set<IndexDocument>().Where(d => d.EntityType == entityType).Select(d => d.RecordId);

    public static async Task ForgetAsync(PlatformDb db, string entityType, IReadOnlyList<Guid> records, CancellationToken cancellation) =>
        await db.Set<IndexDocument>().Where(d => d.EntityType == entityType && records.Contains(d.RecordId)).ExecuteDeleteAsync(cancellation);
}
