using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>What requests that write say of the row that they mean.</summary>
internal static class WriteRequests
{
    public static readonly Problem MissingId = new(ProblemKind.Invalid, "Invalid input", Fields: new Dictionary<string, string[]> { ["id"] = ["must be a UUID"] });

    public static Guid? IdOf(HttpContext http, JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("id", out var id)
            ? id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var inBody) ? inBody : null
            : Guid.TryParseExact(http.Request.Query["id"], "D", out var inQuery) ? inQuery : null;

    /// <summary>The body of a DELETE, which may have none.</summary>
    public static async Task<JsonElement> BodyAsync(HttpContext http, CancellationToken cancellation)
    {
        if (http.Request.ContentLength is null or 0 || !http.Request.HasJsonContentType())
        {
            return default;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, HttpJson.OptionsOf(http), cancellation);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
