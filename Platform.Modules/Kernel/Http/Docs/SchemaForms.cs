using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Kernel.Data;

namespace Platform.Kernel.Http;

/// <summary>Examples of bodies, by type, as JSON; each module brings its own.</summary>
public sealed record SchemaExamples(IReadOnlyDictionary<Type, string> ByType);

/// <summary>Tells in schemas what the reader checks: text, times, lengths, choices and what is needed; and shows an example.</summary>
internal sealed class SchemaForms(IEnumerable<SchemaExamples> examples) : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        Describe(schema, type);
        if (context.JsonPropertyInfo?.AttributeProvider is { } property)
        {
            Restrict(schema, property);
        }
        else if (schema.Properties is { Count: > 0 })
        {
            Require(schema, context);
            if (examples.Select(e => e.ByType.GetValueOrDefault(type)).FirstOrDefault(e => e is not null) is { } example)
            {
                schema.Examples = [JsonNode.Parse(example)!];
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Types with converters of their own come without any description.</summary>
    private static void Describe(OpenApiSchema schema, Type type)
    {
        if (type == typeof(string))
        {
            schema.Type ??= JsonSchemaType.String;
        }
        else if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
        }
        else if (type == typeof(Json) || type == typeof(Json?))
        {
            (schema.Type, schema.Description) = (JsonSchemaType.Object, $"Any members, at most {Json.MaxBytes / 1024} KiB and {Json.MaxDepth} levels deep.");
        }
    }

    private static void Restrict(OpenApiSchema schema, ICustomAttributeProvider property)
    {
        foreach (var attribute in property.GetCustomAttributes(inherit: false))
        {
            switch (attribute)
            {
                case TextAttribute text:
                    (schema.MinLength, schema.MaxLength) = (text.Min, text.Max);
                    break;
                case OneOfAttribute choice:
                    schema.Enum = [.. choice.Values.Select(v => (JsonNode)JsonValue.Create(v)!)];
                    break;
                case WebAddressAttribute:
                    schema.Format = "uri";
                    break;
            }
        }
    }

    /// <summary>What the validation asks for is required, not every parameter of the record's constructor.</summary>
    private static void Require(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonTypeInfo.Properties.Any(p => p.AttributeProvider?.GetCustomAttributes(inherit: false).OfType<System.ComponentModel.DataAnnotations.ValidationAttribute>().Any() == true))
        {
            schema.Required = context.JsonTypeInfo.Properties
                .Where(p => p.AttributeProvider?.IsDefined(typeof(NeededAttribute), inherit: false) == true)
                .Select(p => p.Name).ToHashSet();
        }
    }
}
