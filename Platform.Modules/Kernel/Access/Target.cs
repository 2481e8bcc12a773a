using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Which tenant a request is for, where it says so: <c>tenantId</c> in the query, or in the body of a write; and whether the <c>organizationId</c> there is one.</summary>
/// <param name="Tenant">Null when the request names none.</param>
/// <param name="IsMisplaced">Whether it names an organization by what is no id: nobody takes that for none.</param>
internal readonly record struct Target(Guid? Tenant, bool IsMisplaced)
{
    private const string Name = "tenantId";
    private const string Organization = "organizationId";

    /// <summary>Stands for a tenant that cannot be: what is sent is no id.</summary>
    private static readonly Guid Nobody = Guid.AllBitsSet;

    public static async ValueTask<Target> OfAsync(HttpContext context)
    {
        var request = context.Request;
        var query = new Target(
            request.Query.TryGetValue(Name, out var values) ? Read(values[^1]) : null, request.Query.TryGetValue(Organization, out var named) && !named.All(AreIds));
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.ContentLength == 0 || request.ContentType is null)
        {
            return query;
        }

        if (request.HasFormContentType)
        {
            var form = await request.ReadFieldsAsync(context.RequestAborted);
            return query.And(new(
                form.TryGetValue(Name, out var fields) ? Read(fields[^1]) : null, form.TryGetValue(Organization, out var places) && !places.All(AreIds)));
        }

        return request.HasJsonContentType() ? query.And(await OfJsonAsync(request, context.RequestAborted)) : query;
    }

    private Target And(Target body) => new(Stricter(Tenant, body.Tenant), IsMisplaced || body.IsMisplaced);

    /// <summary>Filters take several, separated by commas; of too many whoever reads them says so.</summary>
    private static bool AreIds(string? text) => string.IsNullOrEmpty(text) || ValueList.Of(text, keepEmpty: true) is not { } parts || parts.TrueForAll(part => Guid.TryParse(part, out _));

    /// <summary>Two that differ are nobody's.</summary>
    private static Guid? Stricter(Guid? query, Guid? body) => query is null ? body : body is null || body == query ? query : Nobody;

    private static Guid? Read(string? text) => text switch
    {
        null or "" or "null" or "undefined" => null,
        _ => Guid.TryParse(text, out var id) ? id : Nobody,
    };

    private static async ValueTask<Target> OfJsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, 1024 * 1024));
        await request.Body.CopyToAsync(body, cancellation);
        body.Position = 0;
        request.Body = body;
        try
        {
            var json = body.GetBuffer().AsSpan(0, (int)body.Length);

            // Whoever binds the body passes over a byte order mark, too.
            return OfJson(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever binds the body says better what is wrong with it.
            return default;
        }
    }

    private static Target OfJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var target = default(Target);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return target;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (string.Equals(name, Name, StringComparison.OrdinalIgnoreCase))
            {
                target = reader.TokenType switch
                {
                    JsonTokenType.Null => target,
                    JsonTokenType.String => target with { Tenant = Stricter(target.Tenant, Read(reader.GetString())) },
                    _ => target with { Tenant = Nobody },
                };
            }
            else if (string.Equals(name, Organization, StringComparison.OrdinalIgnoreCase))
            {
                target = target with { IsMisplaced = target.IsMisplaced || !(reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out _))) };
            }

            reader.Skip();
        }

        return target;
    }
}
