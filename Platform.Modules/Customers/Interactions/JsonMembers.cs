using System.Text.Json;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>Members of an interaction that are JSON: who takes part, what else it is about, what guests may do.</summary>
internal static class JsonMembers
{
    private const int MaxItems = 200;

    private static readonly (string Name, bool IsList, Func<Interaction, string?> Get, Action<Interaction, string?> Set)[] All =
    [
        ("participants", true, i => i.Participants, (i, text) => i.Participants = text),
        ("linkedEntities", true, i => i.LinkedEntities, (i, text) => i.LinkedEntities = text),
        ("guestPermissions", false, i => i.GuestPermissions, (i, text) => i.GuestPermissions = text),
    ];

    public static void Add(Fields<Interaction> fields)
    {
        foreach (var (name, _, get, _) in All)
        {
            fields.Input<JsonElement>(name);
            fields.Compute(name, (_, _, _) => Task.FromResult<Func<Interaction, object?>>(row => get(row) is { } text ? JsonElement.Parse(text) : null));
        }
    }

    /// <summary>Sets what was sent.</summary>
    public static Problem? Set(Write<Interaction> write)
    {
        foreach (var (name, isList, _, set) in All.Where(m => write.Has(m.Name)))
        {
            if (write.Input<JsonElement?>(name) is not { } sent)
            {
                set(write.Row, null);
            }
            else if ((isList ? RefuseList(sent) : sent.ValueKind == JsonValueKind.Object ? JsonChecks.Refuse(sent) : "must be an object") is { } wrong)
            {
                return Problem.OfField(name, wrong);
            }
            else
            {
                set(write.Row, sent.GetRawText());
            }
        }

        return null;
    }

    private static string? RefuseList(JsonElement sent) =>
        sent.ValueKind != JsonValueKind.Array || sent.GetArrayLength() > MaxItems || sent.EnumerateArray().Any(i => i.ValueKind != JsonValueKind.Object)
            ? $"must be a list of at most {MaxItems} objects"
            : JsonChecks.Refuse(sent)
                ?? (sent.EnumerateArray().Any(i => i.TryGetProperty("userId", out var id) && id.ValueKind != JsonValueKind.Null && !(id.ValueKind == JsonValueKind.String && id.TryGetGuid(out _)))
                    ? "userId must be a UUID"
                    : null);
}
