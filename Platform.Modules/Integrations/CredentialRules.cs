using System.Text.Json;
using Platform.Integrations.Contracts;
using Platform.Kernel.Security;

namespace Platform.Integrations;

/// <summary>What may be entered as credentials, and what is shown of them.</summary>
internal static class CredentialRules
{
    /// <summary>Stands for a secret wherever credentials are shown; sent back, it keeps the secret as it is.</summary>
    public const string Mask = "********";
    private const int MaxLength = 8000;

    /// <summary>Whether somebody takes all of them away.</summary>
    public static bool Clears(JsonElement input) => input.ValueKind == JsonValueKind.Null || input.EnumerateObject().All(m => m.Value.ValueKind == JsonValueKind.Null);

    /// <returns>The credentials to store, or what is wrong by field.</returns>
    public static (Dictionary<string, JsonElement> Values, Dictionary<string, string[]> Errors) Check(
        IReadOnlyList<CredentialField> fields, JsonElement input, IReadOnlyDictionary<string, JsonElement>? stored)
    {
        var (values, errors) = (new Dictionary<string, JsonElement>(), new Dictionary<string, string[]>());
        foreach (var (name, value) in input.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).Select(m => (m.Name, Trimmed(m.Value))))
        {
            if (fields.FirstOrDefault(f => f.Key == name) is not { } field)
            {
                errors[name] = ["is not a credential of this integration"];
            }
            else if (IsMask(field, value))
            {
                if (stored?.TryGetValue(field.Key, out var kept) == true)
                {
                    values[field.Key] = kept;
                }
            }
            else if (Refuse(field, value) is { } why)
            {
                errors[field.Key] = [why];
            }
            else
            {
                values[field.Key] = value.Clone();
            }
        }

        foreach (var field in fields.Where(f => f.Required && !values.ContainsKey(f.Key) && !errors.ContainsKey(f.Key)))
        {
            errors[field.Key] = ["is required"];
        }

        return (values, errors);
    }

    /// <summary>The credentials without their secrets.</summary>
    public static Dictionary<string, object?> Show(IReadOnlyList<CredentialField> fields, IReadOnlyDictionary<string, JsonElement> values) =>
        fields.Where(f => values.ContainsKey(f.Key)).ToDictionary(f => f.Key, f => f.Type == CredentialType.Secret ? Mask : (object?)values[f.Key]);

    private static JsonElement Trimmed(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? JsonSerializer.SerializeToElement(PastedKey.Trim(value.GetString()!)) : value;

    private static bool IsMask(CredentialField field, JsonElement value) =>
        field.Type == CredentialType.Secret && value.ValueKind == JsonValueKind.String && value.GetString() == Mask;

    private static string? Refuse(CredentialField field, JsonElement value) => field.Type switch
    {
        CredentialType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false",
        _ when value.ValueKind != JsonValueKind.String => "must be text",
        _ when value.GetString() is not { Length: > 0 and <= MaxLength } text || text.Any(char.IsControl) => $"must have 1 to {MaxLength} characters on one line",
        CredentialType.Url when !IsWebAddress(value.GetString()!) => "must be an http or https address without a user name",
        _ => null,
    };

    private static bool IsWebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0;
}
