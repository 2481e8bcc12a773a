using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Access;

/// <summary>Reads which tenant a request is for, where it says so: <c>tenantId</c> in the query, or in the body of a write.</summary>
internal static class TargetTenant
{
    private const string Name = "tenantId";

    /// <summary>Stands for a tenant that cannot be: what is sent is no id.</summary>
    private static readonly Guid Nobody = Guid.AllBitsSet;

    /// <returns>Null when the request names none.</returns>
    public static async ValueTask<Guid?> OfAsync(HttpContext context)
    {
        var request = context.Request;
        var named = request.Query.TryGetValue(Name, out var values) ? Read(values[^1]) : null;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.ContentLength == 0 || request.ContentType is null)
        {
            return named;
        }

        if (request.HasFormContentType)
        {
            var form = await request.ReadFieldsAsync(context.RequestAborted);
            return Stricter(named, form.TryGetValue(Name, out var fields) ? Read(fields[^1]) : null);
        }

        return request.HasJsonContentType() ? Stricter(named, await OfJsonAsync(request, context.RequestAborted)) : named;
    }

    /// <summary>Two that differ are nobody's.</summary>
    private static Guid? Stricter(Guid? query, Guid? body) => query is null ? body : body is null || body == query ? query : Nobody;

    private static Guid? Read(string? text) => text switch
    {
        null or "" or "null" or "undefined" => null,
        _ => Guid.TryParse(text, out var id) ? id : Nobody,
    };

    private static async ValueTask<Guid?> OfJsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        var body = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, 1024 * 1024));
        await request.Body.CopyToAsync(body, cancellation);
        body.Position = 0;
        request.Body = body;
        try
        {
            return OfJson(body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever binds the body says better what is wrong with it.
            return null;
        }
    }

    private static Guid? OfJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        Guid? named = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTenant = string.Equals(reader.GetString(), Name, StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (isTenant)
            {
                named = reader.TokenType switch
                {
                    JsonTokenType.Null => named,
                    JsonTokenType.String => Stricter(named, Read(reader.GetString())),
                    _ => Nobody,
                };
            }

            reader.Skip();
        }

        return named;
    }
}
