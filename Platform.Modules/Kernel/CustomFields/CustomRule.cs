using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Kernel.Data;

namespace Platform.Kernel.CustomFields;

/// <summary>A rule that a tenant has given a field: <c>{rule, param?, message}</c>.</summary>
internal sealed record CustomRule(string Rule, JsonNode? Param, string Message)
{
    public const int MaxRules = 32;
    public static readonly IReadOnlyList<string> Known = ["required", "date", "integer", "float", "lt", "lte", "gt", "gte", "eq", "ne", "regex"];

    private Regex? Pattern => field ??= Rule == "regex" ? RuleBudget.Pattern(Param?.ToString()) : null;

    public static IReadOnlyList<CustomRule> Of(JsonNode? rules) => rules is not JsonArray array ? [] :
    [
        .. array.OfType<JsonObject>().Select(r => new CustomRule(r["rule"]?.ToString() ?? "", r["param"]?.DeepClone(), r["message"]?.ToString() ?? "is invalid")),
    ];

    /// <returns>What is wrong with a definition's rules, or null.</returns>
    public static string? Refuse(JsonNode? rules)
    {
        if (rules is null)
        {
            return null;
        }

        if (rules is not JsonArray { Count: <= MaxRules } array || array.Any(r => r is not JsonObject))
        {
            return $"must be a list of at most {MaxRules} rules";
        }

        return Of(rules).Select(r => r.RefuseItself()).FirstOrDefault(why => why is not null);
    }

    /// <param name="budget">What the rules of one request may cost together; what it does not allow does not hold.</param>
    public bool Holds(JsonNode? value, RuleBudget budget)
    {
        if (Rule == "required")
        {
            return !IsEmpty(value);
        }

        if (IsEmpty(value))
        {
            return true;
        }

        return value is JsonArray items ? items.All(item => HoldsForOne(item, budget)) : HoldsForOne(value, budget);
    }

    private bool HoldsForOne(JsonNode? value, RuleBudget budget)
    {
        var text = value?.ToString() ?? "";
        return Rule switch
        {
            "date" => Times.ParseStart(text) is not null,
            "integer" => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "float" => Number(text) is not null,
            "lt" => Number(text) < Number(Param?.ToString()),
            "lte" => Number(text) <= Number(Param?.ToString()),
            "gt" => Number(text) > Number(Param?.ToString()),
            "gte" => Number(text) >= Number(Param?.ToString()),
            "eq" => text == Param?.ToString(),
            "ne" => text != Param?.ToString(),
            "regex" => budget.IsMatch(Pattern, text),
            _ => true,
        };
    }

    private string? RefuseItself() => Rule switch
    {
        _ when !Known.Contains(Rule) => $"knows no rule {Rule}",
        "lt" or "lte" or "gt" or "gte" when Number(Param?.ToString()) is null => $"{Rule} takes a number",
        "eq" or "ne" when Param is null => $"{Rule} takes a value",
        "regex" when Pattern is null => RuleBudget.Expected,
        _ => null,
    };

    private static bool IsEmpty(JsonNode? value) => value switch
    {
        null => true,
        JsonArray array => array.Count == 0,
        JsonValue single => single.TryGetValue<string>(out var text) && string.IsNullOrWhiteSpace(text),
        _ => false,
    };

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
