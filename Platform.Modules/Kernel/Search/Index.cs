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
    /// <summary>
    /// Looks hashed words up in the scope of the connection: <c>query_index.matching(entity type, words, at most)</c>. <c>IS NOT DISTINCT FROM</c>
    /// and the settings leave the planner only the index of the words: by the primary key it might read all documents of the entity.
    /// </summary>
    public const string Function = $"""
        CREATE OR REPLACE FUNCTION query_index.matching(entity text, words text[], at_most integer) RETURNS SETOF uuid
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_indexscan = off AS $$
        BEGIN
            RETURN QUERY EXECUTE $query$
                SELECT record_id FROM query_index.documents
                WHERE tokens @> $2 AND entity_type IS NOT DISTINCT FROM $1 AND ({Guards.IsSystem} OR tenant_id IS NOT DISTINCT FROM {Guards.Tenant})
                LIMIT $3 $query$ USING entity, words, at_most;
        END $$;
        REVOKE ALL ON FUNCTION query_index.matching(text, text[], integer) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION query_index.matching(text, text[], integer) TO {Guards.AppRole};
        """;

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

    /// <summary>Some of the records of an entity that have all of these hashed words, found by the index of the words.</summary>
    /// <remarks>
    /// Row-level security keeps the running role from that index (the operator that it answers is not leakproof): it would
    /// read every document. So a function of the tables' owner looks the words up.
    /// </remarks>
    public static IQueryable<Guid> LookUp(PlatformDb db, string entityType, string[] hashes, int atMost) =>
        db.Database.SqlQuery<Guid>($"SELECT matching AS \"Value\" FROM query_index.matching({entityType}, {hashes}, {atMost})");

    /// <summary>All of them, where other conditions leave few records to ask about, or the words are in very many.</summary>
    public static IQueryable<Guid> Matching(PlatformDb db, string entityType, string[] hashes) =>
        db.Set<IndexDocument>().Where(d => d.EntityType == entityType && hashes.All(h => d.Tokens.Contains(h))).Select(d => d.RecordId);

    /// <summary>The records of an entity that have documents.</summary>
    public static IQueryable<Guid> Of(PlatformDb db, string entityType) => db.Set<IndexDocument>().Where(d => d.EntityType == entityType).Select(d => d.RecordId);

    public static async Task ForgetAsync(PlatformDb db, string entityType, IReadOnlyList<Guid> records, CancellationToken cancellation) =>
        await db.Set<IndexDocument>().Where(d => d.EntityType == entityType && records.Contains(d.RecordId)).ExecuteDeleteAsync(cancellation);
}
