using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;

namespace Platform.Kernel.Http;

/// <summary>Gives operations what their metadata says: the envelope of the surface, errors, access, limits and hand-read parameters.</summary>
internal sealed class OperationForms : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Surface>().LastOrDefault() is not { } surface)
        {
            return;
        }

        operation.Responses ??= [];
        operation.Responses.Clear();
        var status = metadata.OfType<SuccessStatus>().LastOrDefault()?.Status ?? 200;
        var body = metadata.OfType<ResponseBody>().LastOrDefault()?.Type;
        var data = body is null || body == typeof(Nothing) ? null : await context.GetOrCreateSchemaAsync(body, null, cancellationToken);
        operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = Response("Success", surface.Describe(data));

        var anonymous = metadata.OfType<IAllowAnonymous>().Any();
        if (!anonymous)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
        }

        var limited = metadata.OfType<RateLimit>().LastOrDefault();
        foreach (var (code, meaning) in Failures(operation, anonymous, limited, metadata))
        {
            operation.Responses[code] = Response(meaning, surface.DescribeProblem());
        }

        foreach (var problems in metadata.OfType<DocumentedProblem>().GroupBy(p => p.Status.ToString(CultureInfo.InvariantCulture)))
        {
            operation.Responses[problems.Key] = Response($"Refused: {string.Join(", ", problems.Select(p => $"`{p.Code}`"))}", surface.DescribeProblem());
        }

        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            (operation.Parameters ??= []).Add(CrudDocs.Query(parameter));
        }

        Restrict(operation, context);
        foreach (var docs in metadata.OfType<IOperationDocs>())
        {
            docs.Describe(operation);
        }
    }

    /// <summary>Tells the values of parameters that the framework binds, as their attributes have them.</summary>
    private static void Restrict(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var described in context.Description.ParameterDescriptions)
        {
            if (described.ParameterDescriptor is IParameterInfoParameterDescriptor { ParameterInfo: var bound }
                && operation.Parameters?.FirstOrDefault(p => p.Name == described.Name && p.In == ParameterLocation.Query)?.Schema is OpenApiSchema schema)
            {
                foreach (var attribute in bound.GetCustomAttributes(inherit: false))
                {
                    switch (attribute)
                    {
                        case OneOfAttribute choice:
                            schema.Enum = [.. choice.Values.Select(v => (JsonNode)JsonValue.Create(v)!)];
                            break;
                        case TimeAttribute:
                            schema.Format = "date-time";
                            break;
                    }
                }
            }
        }
    }

    private static IEnumerable<(string Status, string Meaning)> Failures(OpenApiOperation operation, bool anonymous, RateLimit? limited, IList<object> metadata)
    {
        if (operation.RequestBody is not null || metadata.OfType<QueryParameter>().Any())
        {
            yield return ("400", "The request is malformed or a value is invalid");
        }

        if (!anonymous)
        {
            yield return ("401", "No token, or one that is not taken any more");
        }

        if (metadata.OfType<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<RolesAuthorizationRequirement>().Any())
        {
            yield return ("403", "Only for administrators");
        }

        if (metadata.OfType<RequiredFeatures>().SelectMany(r => r.Features).ToList() is { Count: > 0 } features)
        {
            yield return ("403", $"Needs {string.Join(", ", features.Select(f => $"`{f}`"))}");
        }

        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true)
        {
            yield return ("404", "Unknown, or somebody else's");
        }

        if (limited is not null)
        {
            yield return ("429", $"More than {limited.PerHour} requests an hour{(limited.ByAddress ? " from one address" : "")}");
        }
    }

    private static OpenApiResponse Response(string description, IOpenApiSchema schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
    };
}
