using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Platform.Benchmarks.Floor;

/// <summary>The list of users: their number, a page of them, the names of their tenant, organizations and roles.</summary>
internal static class UsersFloor
{
    public static async Task ListAsync(Guid tenant, NpgsqlDataSource database, HttpContext http, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        Add("SELECT count(*), (SELECT name FROM identity.tenants WHERE id = $1) FROM identity.users WHERE tenant_id = $1");
        Add("""
            SELECT id, email, name, organization_id AS "organizationId", tenant_id AS "tenantId", is_confirmed AS "isConfirmed", last_login_at AS "lastLoginAt",
                created_at AS "createdAt", updated_at AS "updatedAt", custom
            FROM identity.users WHERE tenant_id = $1 ORDER BY id LIMIT 50
            """);
        Add("SELECT u.id, o.name FROM (SELECT id, organization_id FROM identity.users WHERE tenant_id = $1 ORDER BY id LIMIT 50) u JOIN identity.organizations o ON o.id = u.organization_id");
        Add("""
            SELECT ur.user_id, r.name FROM access.user_roles ur JOIN access.roles r ON r.id = ur.role_id
            WHERE ur.user_id IN (SELECT id FROM identity.users WHERE tenant_id = $1 ORDER BY id LIMIT 50)
            """);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (total, tenantName) = (reader.GetInt64(0), reader.GetString(1));
        await reader.NextResultAsync(cancellation);
        var page = await FloorPage.ReadAsync(reader, cancellation);
        await reader.NextResultAsync(cancellation);
        var organizations = (await NamesAsync(reader, cancellation)).ToDictionary(n => n.Id, n => n.Name);
        await reader.NextResultAsync(cancellation);
        var roles = (await NamesAsync(reader, cancellation)).ToLookup(n => n.Id, n => n.Name);
        await page.WriteAsync(http, await FloorFields.OfAsync(database, "auth:user", cancellation), total, (json, id) =>
        {
            json.WriteString("organizationName", organizations.GetValueOrDefault(id));
            json.WriteString("tenantName", tenantName);
            json.WriteStartArray("roles");
            foreach (var role in roles[id])
            {
                json.WriteStringValue(role);
            }

            json.WriteEndArray();
        });

        void Add(string sql)
        {
#pragma warning disable CA2100 // The texts are constants of this method.
            batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = tenant } } });
#pragma warning restore CA2100
        }
    }

    private static async Task<List<(Guid Id, string Name)>> NamesAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var names = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancellation))
        {
            names.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return names;
    }
}
