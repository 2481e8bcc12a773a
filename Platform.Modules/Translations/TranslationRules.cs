using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Kernel.Data;

namespace Platform.Translations;

/// <summary>What translations may look like.</summary>
internal static partial class TranslationRules
{
    private const int MaxLocales = 50;
    private const int MaxFields = 200;
    private const int MaxField = 100;
    private const int MaxText = 10_000;

    /// <summary>ISO 639-1. What the machine knows of languages depends on what is installed on it.</summary>
    private static readonly HashSet<string> Languages =
    [
        .. """
            aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr
            fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
            ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg
            si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
            """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
    ];

    public static bool IsEntityType(string text) => EntityType().IsMatch(text);

    /// <summary>A language (ISO 639-1), or one of a country: <c>pt</c>, <c>pt-BR</c>.</summary>
    public static bool IsLocale(string text) =>
        Locale().IsMatch(text) && Languages.Contains(text[..2]);

    /// <returns>The translations without what is empty, or what is wrong by field.</returns>
    public static (Json Translations, Dictionary<string, string[]> Errors) Check(JsonElement input)
    {
        var errors = new Dictionary<string, string[]>();
        var kept = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        var locales = input.EnumerateObject().ToList();
        if (locales.Count > MaxLocales)
        {
            errors["locales"] = [$"must be at most {MaxLocales}"];
            return (Json.Empty, errors);
        }

        foreach (var locale in locales)
        {
            if (!IsLocale(locale.Name))
            {
                errors[locale.Name] = ["is not a known language"];
            }
            else if (locale.Value.ValueKind != JsonValueKind.Object || locale.Value.EnumerateObject().Count() > MaxFields)
            {
                errors[locale.Name] = [$"must be an object of at most {MaxFields} fields"];
            }
            else
            {
                Take(locale, kept, errors);
            }
        }

        return (Json.From(kept, Plain), errors);
    }

    private static void Take(JsonProperty locale, SortedDictionary<string, SortedDictionary<string, string>> kept, Dictionary<string, string[]> errors)
    {
        foreach (var field in locale.Value.EnumerateObject())
        {
            if (field.Name.Length is 0 or > MaxField)
            {
                errors[locale.Name] = [$"has a field whose name has not 1 to {MaxField} characters"];
            }
            else if (field.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null) || field.Value.GetString()?.Length > MaxText)
            {
                errors[$"{locale.Name}.{field.Name}"] = [$"must be a text of at most {MaxText} characters, or null"];
            }
            else if (field.Value.GetString() is { Length: > 0 } text)
            {
                kept.TryAdd(locale.Name, new SortedDictionary<string, string>(StringComparer.Ordinal));
                kept[locale.Name][field.Name] = text;
            }
        }
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("^[a-z0-9_]+:[a-z0-9_]+\\z")]
    private static partial Regex EntityType();

    [GeneratedRegex("^[a-z]{2}(-[A-Z]{2})?\\z")]
    private static partial Regex Locale();
}
