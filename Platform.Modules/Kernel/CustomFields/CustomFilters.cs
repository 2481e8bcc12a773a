using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;

namespace Platform.Kernel.CustomFields;

/// <summary>Filters and sorts rows by their custom fields, in the database.</summary>
internal static class CustomFilters
{
    /// <summary>PostgreSQL's own function: the member of a JSON document, which sorts numbers as numbers.</summary>
    public static string? Member(string document, string key) => throw new NotSupportedException($"{document}.{key} is read by the database.");

    /// <summary>The same as text.</summary>
    public static string? Text(string document, string key) => throw new NotSupportedException($"{document}.{key} is read by the database.");

    /// <summary>Keeps the rows with one of the comma-separated values of each <c>cf_key</c> that the query names.</summary>
    public static IQueryable<T> Apply<T>(IQueryable<T> rows, IReadOnlyList<CustomField> fields, IQueryCollection query) where T : class
    {
        foreach (var field in fields.Where(f => !f.IsEncrypted))
        {
            if ((query.TryGetValue($"cf_{field.Key}", out var values) || query.TryGetValue($"cf:{field.Key}", out values)) && values is [{ Length: > 0 } text])
            {
                var row = Expression.Parameter(typeof(T));
                var any = text.Split(',').Select(part => (Expression)Holds(row, Document(field, part.Trim()))).Aggregate(Expression.OrElse);
                rows = rows.Where(Expression.Lambda<Func<T, bool>>(any, row));
            }
        }

        return rows;
    }

    /// <summary>Says which filters cannot be answered, because the table has ciphertext.</summary>
    public static void Refuse(IReadOnlyList<CustomField> fields, IQueryCollection query, Dictionary<string, string[]> errors)
    {
        foreach (var name in fields.Where(f => f.IsEncrypted).SelectMany(f => new[] { $"cf_{f.Key}", $"cf:{f.Key}" }).Where(query.ContainsKey))
        {
            errors[name] = ["is encrypted, and found by search only"];
        }
    }

    /// <returns>Null when the name is not that of a custom field.</returns>
    public static IOrderedQueryable<T>? Sort<T>(IQueryable<T> rows, IReadOnlyList<CustomField> fields, string name, bool descending) where T : class
    {
        if (fields.FirstOrDefault(f => name == $"cf_{f.Key}" || name == $"cf:{f.Key}") is not { IsEncrypted: false } field)
        {
            return null;
        }

        var row = Expression.Parameter(typeof(T));
        var member = Expression.Call(typeof(CustomFilters), nameof(Member), null, Custom(row), Expression.Constant(field.Key));
        var by = Expression.Lambda<Func<T, string?>>(member, row);
        return descending ? rows.OrderByDescending(by) : rows.OrderBy(by);
    }

    /// <summary>The value travels as JSON: as text, PostgreSQL would know no operator for it.</summary>
    private static MethodCallExpression Holds(ParameterExpression row, string document) => Expression.Call(
        typeof(NpgsqlJsonDbFunctionsExtensions), nameof(NpgsqlJsonDbFunctionsExtensions.JsonContains), null,
        Expression.Constant(EF.Functions), Expression.Convert(Custom(row), typeof(object)),
        Expression.Convert(Expression.Property(Expression.Constant(new { Document = JsonElement.Parse(document) }), "Document"), typeof(object)));

    private static MemberExpression Custom(ParameterExpression row) => Expression.Property(row, nameof(ICustomized.Custom));

    private static string Document(CustomField field, string text)
    {
        JsonNode value = field.Kind switch
        {
            "integer" or "float" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
            "boolean" => JsonValue.Create(text is "true" or "1"),
            _ => JsonValue.Create(text),
        };
        return new JsonObject { [field.Key] = field.IsMulti ? new JsonArray(value) : value }.ToJsonString();
    }
}
