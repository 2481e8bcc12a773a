using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Kernel.CustomFields;

/// <summary>Filters and sorts rows by their custom fields, in the database.</summary>
internal static class CustomFilters
{
    /// <summary>PostgreSQL's own function: the member of a JSON document, which sorts numbers as numbers.</summary>
    public static string? Member(string document, string key) => throw new NotSupportedException($"{document}.{key} is read by the database.");

    /// <summary>The same as text.</summary>
    public static string? Text(string document, string key) => throw new NotSupportedException($"{document}.{key} is read by the database.");

    /// <summary>The same: whether a JSON path finds something in a document.</summary>
    public static bool Finds(string? document, string path, JsonElement variables) => throw new NotSupportedException($"{path} of {document} with {variables} is read by the database.");

    /// <summary>Keeps the rows with one of the comma-separated values of each <c>cf_key</c> that the query names.</summary>
    public static IQueryable<T> Apply<T>(IQueryable<T> rows, IReadOnlyList<CustomField> fields, IQueryCollection query, Dictionary<string, string[]> errors) where T : class
    {
        foreach (var field in fields.Where(f => !f.IsEncrypted))
        {
            if ((ValueList.Text(query, $"cf_{field.Key}") ?? ValueList.Text(query, $"cf:{field.Key}")) is not { Length: > 0 } text)
            {
                continue;
            }

            var wanted = ValueList.Of(text, keepEmpty: true)?.ConvertAll(word => Value(field, word));
            if (wanted is null || wanted.Contains(null))
            {
                errors[$"cf_{field.Key}"] = [wanted is null ? ValueList.TooMany : $"must be {ValueForms.Expected(field.Kind)}"];
            }
            else
            {
                var row = Expression.Parameter(typeof(T));
                rows = rows.Where(Expression.Lambda<Func<T, bool>>(HasOneOf(row, field, wanted), row));
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
        Expression member = field.IsMulti || field.Kind is "integer" or "float" or "boolean"
            ? Expression.Call(typeof(CustomFilters), nameof(Member), null, Custom(row), Expression.Constant(field.Key))
            : Expression.Call(typeof(RelationalDbFunctionsExtensions), nameof(RelationalDbFunctionsExtensions.Collate), [typeof(string)], Expression.Constant(EF.Functions),
                Expression.Call(typeof(CustomFilters), nameof(Text), null, Custom(row), Expression.Constant(field.Key)), Expression.Constant(SortOrder.Collation));
        var by = Expression.Lambda<Func<T, string?>>(member, row);
        return descending ? rows.OrderByDescending(by) : rows.OrderBy(by);
    }

    /// <summary>One condition with one parameter, however many values there are; a field of several values is unwrapped by the path.</summary>
    private static MethodCallExpression HasOneOf(ParameterExpression row, CustomField field, List<JsonValue?> wanted) => Expression.Call(
        typeof(CustomFilters), nameof(Finds), null,
        Expression.Call(typeof(CustomFilters), nameof(Member), null, Custom(row), Expression.Constant(field.Key)),
        Expression.Constant("$[*] ? (@ == $wanted[*])"),
        Expression.Property(Expression.Constant(new { Variables = Variables(wanted) }), "Variables"));

    private static MemberExpression Custom(ParameterExpression row) => Expression.Property(row, nameof(ICustomized.Custom));

    /// <summary>As JSON: as text, PostgreSQL would know no such function.</summary>
    private static JsonElement Variables(List<JsonValue?> wanted) =>
        JsonElement.Parse(new JsonObject { ["wanted"] = new JsonArray([.. wanted]) }.ToJsonString());

    /// <returns>Null for what is no value of the kind.</returns>
    private static JsonValue? Value(CustomField field, string text) => field.Kind switch
    {
        "integer" or "float" => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
        "boolean" => FieldType.Of(typeof(bool)).Parse(text) is bool flag ? JsonValue.Create(flag) : null,
        "date" when Times.ParseStart(Times.Query(text)) is null => null,
        "datetime" when Times.Parse(Times.Query(text)) is null => null,
        "date" or "datetime" => JsonValue.Create(Times.Query(text)),
        _ => JsonValue.Create(text),
    };
}
