using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Documents the operations of a resource from its fields.</summary>
internal static class CrudDocs
{
    public static OpenApiSchema Schema(FieldType type) => new()
    {
        Type = type.JsonType switch
        {
            "string" => JsonSchemaType.String,
            "boolean" => JsonSchemaType.Boolean,
            "integer" => JsonSchemaType.Integer,
            "number" => JsonSchemaType.Number,
            "array" => JsonSchemaType.Array,
            _ => JsonSchemaType.Object,
        },
        Format = type.Format,
        Items = type.JsonType == "array" ? new OpenApiSchema { Type = JsonSchemaType.String } : null,
    };

    public static OpenApiParameter Query(string name, string description, JsonSchemaType type = JsonSchemaType.String) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = type } };

    /// <summary>A parameter with the values that it takes.</summary>
    public static OpenApiParameter Query(QueryParameter parameter)
    {
        var values = parameter.Choices?.Select(c => (JsonNode)JsonValue.Create(c)!).ToList();
        var one = new OpenApiSchema
        {
            Type = parameter.IsNumber ? JsonSchemaType.Integer : parameter.IsFlag ? JsonSchemaType.Boolean : JsonSchemaType.String,
            Format = parameter.Format, Enum = parameter.IsFlag ? null : values,
        };
        var described = new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Query, Description = parameter.Description, Schema = one };
        if (parameter.IsMany)
        {
            (described.Style, described.Explode, described.Schema) = (ParameterStyle.Form, false, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one });
        }

        return described;
    }

    public static OpenApiResponse Json(string description, OpenApiSchema schema) => new()
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = schema } },
    };
}

/// <summary>Metadata of an endpoint that describes itself.</summary>
internal interface IOperationDocs
{
    void Describe(OpenApiOperation operation);
}

internal static class OperationDocsConventions
{
    public static RouteHandlerBuilder Describes(this RouteHandlerBuilder builder, IOperationDocs docs) =>
        builder.WithMetadata(docs);
}

internal sealed class ListDocs<T>(Resource<T> resource, Fields<T> fields) : IOperationDocs where T : class, IRow
{
    public void Describe(OpenApiOperation operation)
    {
        operation.Summary = $"List: {resource.Label}";
        operation.Description = $"Pages through the rows that the caller may see. Sorts by {string.Join(", ", fields.All.Where(f => f.IsSorted).Select(f => f.Name).DefaultIfEmpty("id"))}. With `format` all rows are exported as a file.";
        operation.Parameters ??= [];
        if (resource.CursorSort is null)
        {
            operation.Parameters.Add(CrudDocs.Query("page", "Page, from 1", JsonSchemaType.Integer));
            operation.Parameters.Add(CrudDocs.Query("pageSize", "Rows a page", JsonSchemaType.Integer));
        }
        else
        {
            operation.Parameters.Add(CrudDocs.Query("limit", "Rows a page", JsonSchemaType.Integer));
            operation.Parameters.Add(CrudDocs.Query("cursor", "The page before has it as nextCursor; good only for the same order"));
        }

        operation.Parameters.Add(CrudDocs.Query("sortField", "The field to sort by"));
        operation.Parameters.Add(CrudDocs.Query("sort", "The same as `sortField`"));
        operation.Parameters.Add(CrudDocs.Query("search", $"Text to look for in {string.Join(", ", fields.All.Where(f => f.IsSearched).Select(f => f.Name).DefaultIfEmpty("nothing"))}"));
        operation.Parameters.Add(CrudDocs.Query("ids", "Up to 200 ids, comma-separated"));
        foreach (var field in fields.All.Where(f => f is { IsFiltered: true, Choices: null }))
        {
            operation.Parameters.Add(CrudDocs.Query(new QueryParameter(field.Name, "Keeps the rows with one of these values, separated by commas or the parameter repeated; `\\,` is a comma within a value")
            {
                Format = field.Type.Format ?? (field.Type.JsonType == "string" ? null : field.Type.JsonType),
            }));
        }

        foreach (var filter in fields.Filters)
        {
            operation.Parameters.Add(CrudDocs.Query(filter.Name, "Keeps the rows that it fits"));
        }

        var item = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };
        foreach (var field in fields.All.Where(f => f.IsShown))
        {
            item.Properties[field.ShownName] = CrudDocs.Schema(field.Type);
        }

        foreach (var name in fields.Computed.SelectMany(c => c.Names))
        {
            item.Properties[name] = new OpenApiSchema();
        }

        var page = new Dictionary<string, IOpenApiSchema> { ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = item } };
        foreach (var number in resource.CursorSort is null ? ["total", "page", "pageSize", "totalPages"] : Array.Empty<string>())
        {
            page[number] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = number == "total" ? $"Exact; where a filter or a search finds more than {Totals.Many}, as it was at most a minute ago" : null };
        }

        if (resource.CursorSort is not null)
        {
            page["nextCursor"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Null on the last page" };
        }

        operation.Responses!["200"] = CrudDocs.Json("A page", new OpenApiSchema { Type = JsonSchemaType.Object, Properties = page });
    }
}

internal sealed class WriteDocs<T>(Resource<T> resource, Fields<T> fields, WriteKind kind) : IOperationDocs where T : class, IRow
{
    public void Describe(OpenApiOperation operation)
    {
        operation.Summary = $"{kind}: {resource.Label}";
        operation.Description = kind switch
        {
            WriteKind.Create => "Creates a row. The header `x-om-operation` carries the token that undoes it. With an `Idempotency-Key` a repeated request answers as the first did and creates nothing.",
            WriteKind.Update => "Changes the fields that are sent and leaves the others. The header `x-om-operation` carries the token that undoes it.",
            _ => "Deletes a row, named by `id` in the query or in the body. The header `x-om-operation` carries the token that undoes it.",
        };
        if (kind == WriteKind.Delete)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(CrudDocs.Query("id", "The row's id"));
            return;
        }

        var body = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>(), Required = new HashSet<string>() };
        if (kind == WriteKind.Update)
        {
            body.Properties["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
            body.Required.Add("id");
        }

        foreach (var field in fields.All.Where(f => !f.IsReadOnly && f.Set is not null))
        {
            var schema = CrudDocs.Schema(field.Type);
            schema.MaxLength = field.MaxLength;
            body.Properties[field.Name] = schema;
            if (field.IsRequired && kind == WriteKind.Create)
            {
                body.Required.Add(field.Name);
            }
        }

        if (fields.Nested is { } nested)
        {
            body.Properties[nested.Name] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Description = "The same fields as an answer shows them; unknown members are refused.",
                Properties = nested.Members.ToDictionary(m => m, m => (IOpenApiSchema)CrudDocs.Schema(fields.Find(m)!.Type)), AdditionalPropertiesAllowed = false,
            };
        }

        foreach (var input in fields.Inputs)
        {
            body.Properties[input.Name] = CrudDocs.Schema(input.Type);
        }

        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = body } },
        };
    }
}
