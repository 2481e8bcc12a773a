using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using Platform.Kernel.Http;

namespace Platform.Operations;

/// <summary>What an endpoint says when it succeeds.</summary>
internal sealed record SuccessMessage(string Text);

/// <summary>The operation center: <c>{code, message, data}</c> for successes and failures alike.</summary>
public sealed class OperationsSurface() : Surface("operations", "/api")
{
    private static readonly PathString Customers = "/api/customers";

    private static readonly PathString[] Roots =
    [
        "/api/auth/exchange", "/api/auth/refresh", "/api/auth/me", "/api/distributors", "/api/resellers", "/api/accounts",
        "/api/roles", "/api/organization-roles", "/api/stats", "/api/health",
    ];

    /// <summary>Of what is under <c>/api/customers</c> only customers themselves; the rest is the business surface's.</summary>
    public override int Claims(PathString path)
    {
        var root = Roots.FirstOrDefault(r => path.StartsWithSegments(r));
        return root.HasValue ? root.Value!.Length
            : path.StartsWithSegments(Customers, out var rest) && (rest.Value is "" or "/" || Guid.TryParse(rest.Value.AsSpan(1), out _)) ? Customers.Value!.Length
            : -1;
    }

    /// <summary>Fields of sign-in are named as OAuth names them.</summary>
    public override string FieldName(string property) => property switch
    {
        nameof(SignIn.ExchangeInput.AccessToken) or nameof(SignIn.RefreshInput.RefreshToken) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property),
        _ => base.FieldName(property),
    };

    public override Task WriteAsync<T>(HttpContext context, int status, T? value) where T : default => WriteJsonAsync(context, status, json =>
    {
        Begin(json, status, context.GetEndpoint()?.Metadata.GetMetadata<SuccessMessage>()?.Text ?? "success");
        if (value is null or Nothing)
        {
            json.WriteNullValue();
        }
        else
        {
            JsonSerializer.Serialize(json, value, (JsonTypeInfo<T>)Options(context).GetTypeInfo(typeof(T)));
        }

        json.WriteEndObject();
    });

    public override Task WriteAsync(HttpContext context, Problem problem)
    {
        StampLimit(context, problem);

        var errors = ErrorsOf(problem);
        return WriteJsonAsync(context, problem.Status, json =>
        {
            Begin(json, problem.Status, errors.Count > 0 ? "validation error" : problem.Message);
            switch (problem)
            {
                case var _ when errors.Count > 0: WriteErrors(json, errors); break;
                case { Extra: { } facts }: JsonSerializer.Serialize(json, facts, Options(context)); break;
                case { Details: { } details }: json.WriteStringValue(details); break;
                default: json.WriteNullValue(); break;
            }

            json.WriteEndObject();
        });
    }

    public override IOpenApiSchema Describe(IOpenApiSchema? data) => Described(
        ("code", OfType(JsonSchemaType.Integer, "The HTTP status.")), ("message", OfType(JsonSchemaType.String)),
        ("data", data ?? OfType(JsonSchemaType.Null)));

    public override IOpenApiSchema DescribeProblem() => Described(
        ("code", OfType(JsonSchemaType.Integer, "The HTTP status.")), ("message", OfType(JsonSchemaType.String)),
        ("data", new OpenApiSchema { Description = "The detail: text, facts, or of a validation error `{field, error, errors: [{field, error}]}`." }));

    private static void Begin(Utf8JsonWriter json, int status, string message)
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, status);
        json.WriteString("message"u8, message);
        json.WritePropertyName("data"u8);
    }

    private static IReadOnlyList<(string Field, string Error)> ErrorsOf(Problem problem) =>
        problem is { Kind: ProblemKind.Invalid, Fields: { Count: > 0 } fields } ? [.. fields.Select(f => (f.Key, f.Value[0]))]
        : problem.Place is { } place ? [(place, "has the wrong type or is not valid")] : [];

    /// <summary>The first failure by itself, and all of them in a list.</summary>
    private static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<(string Field, string Error)> errors)
    {
        json.WriteStartObject();
        WriteError(json, errors[0]);
        json.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            json.WriteStartObject();
            WriteError(json, error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, (string Field, string Error) error)
    {
        json.WriteString("field"u8, error.Field);
        json.WriteString("error"u8, error.Error);
    }
}
