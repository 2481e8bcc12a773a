using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Platform.Benchmarks.Floor;

/// <summary>The CRM's lists as a bare API would serve them: the same answer from the rows of a page and their tags, without totals, which the platform keeps too.</summary>
internal static class CrmFloor
{
    private const string Common = """
        id, display_name, description, owner_user_id, primary_email, primary_phone, status, lifecycle_stage, source, temperature, renewal_quarter, is_active,
        next_interaction_at, next_interaction_name, next_interaction_ref_id, next_interaction_icon, next_interaction_color, organization_id, tenant_id, created_at, updated_at, custom
        """;

    private static readonly string People =
        $"SELECT {Common}, first_name, last_name, preferred_name, job_title, department, seniority, timezone, linked_in_url, twitter_url, company_entity_id {From("person")}";

    private static readonly string Companies = $"SELECT {Common}, legal_name, brand_name, domain, website_url, industry, size_bucket, annual_revenue {From("company")}";

    private const string Deals = """
        SELECT id, title, description, status, pipeline_stage, pipeline_id, pipeline_stage_id, value_amount, value_currency, probability, expected_close_at, owner_user_id,
            source, closure_outcome, closed_at, loss_reason_id, loss_notes, organization_id, tenant_id, created_at, updated_at, custom
        FROM customers.deals WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id LIMIT 50
        """;

    public static void Map(WebApplication app)
    {
        app.MapGet("/crm/people", (Guid tenant, NpgsqlDataSource database, HttpContext http, CancellationToken cancellation) => ListAsync(People, tags: true, tenant, database, http, cancellation));
        app.MapGet("/crm/companies", (Guid tenant, NpgsqlDataSource database, HttpContext http, CancellationToken cancellation) => ListAsync(Companies, tags: true, tenant, database, http, cancellation));
        app.MapGet("/crm/deals", (Guid tenant, NpgsqlDataSource database, HttpContext http, CancellationToken cancellation) => ListAsync(Deals, tags: false, tenant, database, http, cancellation));
    }

    private static string From(string kind) => $"FROM customers.customers WHERE tenant_id = $1 AND kind = '{kind}' AND deleted_at IS NULL ORDER BY id LIMIT 50";

    private static async Task ListAsync(string sql, bool tags, Guid tenant, NpgsqlDataSource database, HttpContext http, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
#pragma warning disable CA2100 // The text is a constant of this class.
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = tenant } } };
#pragma warning restore CA2100
        FloorPage page;
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            page = await FloorPage.ReadAsync(reader, cancellation);
        }

        var tagged = tags ? await TagsAsync(connection, page.Ids, cancellation) : null;
        await page.WriteAsync(http, await FloorFields.OfAsync(database, sql == People ? "customers:person" : sql == Companies ? "customers:company" : "customers:deal", cancellation), 10_000, (json, id) =>
        {
            if (tagged is not null)
            {
                Write(json, tagged[id]);
            }
        });
    }

    private static async Task<ILookup<Guid, (Guid Id, string Label)>> TagsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            SELECT a.customer_id, t.id, t.label FROM customers.tag_assignments a JOIN customers.tags t ON t.id = a.tag_id WHERE a.customer_id = ANY ($1) ORDER BY t.label
            """, connection)
        { Parameters = { new() { Value = ids } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tags = new List<(Guid Customer, Guid Id, string Label)>();
        while (await reader.ReadAsync(cancellation))
        {
            tags.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2)));
        }

        return tags.ToLookup(t => t.Customer, t => (t.Id, t.Label));
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<(Guid Id, string Label)> tags)
    {
        json.WriteStartArray("tags");
        foreach (var (id, label) in tags)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("label", label);
            json.WriteNull("color");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
