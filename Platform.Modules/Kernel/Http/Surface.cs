using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Platform.Kernel.Http;

/// <summary>How one of the documented systems speaks: the form of its successes and of its failures.</summary>
/// <param name="name">Short name, also of its OpenAPI document.</param>
/// <param name="prefix">Where its paths start; decides the form for paths that nothing serves.</param>
public abstract class Surface(string name, string prefix)
{
    public string Name => name;

    /// <summary>How much of a path says that it belongs to the surface, where nothing is served; negative when it does not.</summary>
    public virtual int Claims(PathString path) => path.StartsWithSegments(prefix) ? prefix.Length : -1;

    /// <summary>The code of a token that was sent and is not taken; null for the same as without one.</summary>
    public virtual string? InvalidTokenCode => null;

    /// <summary>The name of a property in requests and responses.</summary>
    public virtual string FieldName(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>Writes a success; <paramref name="value"/> null means one without data.</summary>
    public abstract Task WriteAsync<T>(HttpContext context, int status, T? value);

    public abstract Task WriteAsync(HttpContext context, Problem problem);

    /// <summary>The schema of a success with this data, for the OpenAPI document.</summary>
    public virtual IOpenApiSchema Describe(IOpenApiSchema? data) => data ?? new OpenApiSchema { Type = JsonSchemaType.Object };

    /// <summary>The schema of a problem.</summary>
    public abstract IOpenApiSchema DescribeProblem();

    protected static OpenApiSchema Described(params (string Name, IOpenApiSchema Schema)[] members) =>
        new() { Type = JsonSchemaType.Object, Properties = members.ToDictionary(m => m.Name, m => m.Schema) };

    protected static OpenApiSchema OfType(JsonSchemaType type, string? description = null) => new() { Type = type, Description = description };

    /// <summary>The surface of the endpoint, or of the path where nothing is served.</summary>
    public static Surface Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Surface>()
        ?? context.RequestServices.GetServices<Surface>().MaxBy(s => s.Claims(context.Request.Path))!;

    // Answers are application/json and nosniff, so text need not be safe inside HTML.
    private static readonly JsonWriterOptions Writing = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Says in headers when, and how often, what was tried too often may be tried.</summary>
    protected static void StampLimit(HttpContext context, Problem problem)
    {
        var headers = context.Response.Headers;
        if (problem.RetryAfter is { } wait)
        {
            headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Limit is { } limit)
        {
            headers["X-RateLimit-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = "0";
        }
    }

    protected static JsonSerializerOptions Options(HttpContext context) => HttpJson.OptionsOf(context);

    protected static async Task WriteJsonAsync(HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        using (var writer = new Utf8JsonWriter(context.Response.BodyWriter, Writing))
        {
            write(writer);
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
