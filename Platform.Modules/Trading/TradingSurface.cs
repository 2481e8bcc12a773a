using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Platform.Kernel.Http;

namespace Platform.Trading;

/// <summary>The trading surface: <c>{success, data, metadata}</c> or <c>{success: false, error, metadata}</c>.</summary>
public sealed class TradingSurface(TimeProvider clock) : Surface("trading", "/v1")
{
    public override string? InvalidTokenCode => "INVALID_TOKEN";

    public override string FieldName(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);

    public override Task WriteAsync<T>(HttpContext context, int status, T? value) where T : default =>
        WriteJsonAsync(context, status, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            if (value is not (null or Nothing))
            {
                json.WritePropertyName("data"u8);
                JsonSerializer.Serialize(json, value, (JsonTypeInfo<T>)Options(context).GetTypeInfo(typeof(T)));
            }

            WriteMetadata(json, context);
            json.WriteEndObject();
        });

    public override Task WriteAsync(HttpContext context, Problem problem) => WriteJsonAsync(context, problem.Status, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("success"u8, false);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, problem.Code ?? (problem.Fields is { } fields ? CodeOf(fields) : CodeOf(problem.Kind)));
        json.WriteString("message"u8, problem.Message);
        json.WriteString("details"u8, problem.Details ?? string.Join("; ", problem.Fields?.Select(f => $"{f.Key} {f.Value[0]}") ?? []));
        json.WriteEndObject();
        WriteMetadata(json, context);
        json.WriteEndObject();
    });

    public override IOpenApiSchema Describe(IOpenApiSchema? data) => data is null
        ? Described(("success", OfType(JsonSchemaType.Boolean)), ("metadata", Metadata()))
        : Described(("success", OfType(JsonSchemaType.Boolean)), ("data", data), ("metadata", Metadata()));

    public override IOpenApiSchema DescribeProblem() => Described(
        ("success", OfType(JsonSchemaType.Boolean, "Always false.")),
        ("error", Described(
            ("code", OfType(JsonSchemaType.String, "For programs, such as `INSUFFICIENT_BALANCE`.")),
            ("message", OfType(JsonSchemaType.String, "For people.")),
            ("details", OfType(JsonSchemaType.String)))),
        ("metadata", Metadata()));

    private static OpenApiSchema Metadata() => Described(
        ("timestamp", OfType(JsonSchemaType.String, "UTC, ISO 8601.")), ("trace_id", OfType(JsonSchemaType.String, "Also in `X-Request-Id`.")));

    private void WriteMetadata(Utf8JsonWriter json, HttpContext context)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("timestamp"u8, clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("trace_id"u8, RequestId.Of(context));
        json.WriteEndObject();
    }

    private static string CodeOf(IReadOnlyDictionary<string, string[]> fields) =>
        fields.First().Value.Contains(NeededAttribute.Message) ? "MISSING_FIELD" : "INVALID_VALUE";

    private static string CodeOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Unauthenticated => "AUTH_REQUIRED",
        ProblemKind.Forbidden => "ACCESS_DENIED",
        ProblemKind.NotFound => "NOT_FOUND",
        ProblemKind.Unprocessable => "INVALID_VALUE",
        ProblemKind.TooManyRequests => "RATE_LIMIT_EXCEEDED",
        ProblemKind.Upstream => "TRADING_ERROR",
        ProblemKind.Unavailable => "SERVICE_UNAVAILABLE",
        ProblemKind.Internal => "INTERNAL_ERROR",
        _ => "INVALID_REQUEST",
    };
}
