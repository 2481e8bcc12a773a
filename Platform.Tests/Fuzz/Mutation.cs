using System.Text.Json.Nodes;

namespace Platform.Tests.Fuzz;

/// <summary>Spoils a body that would be taken.</summary>
internal static class Mutation
{
    private const string Mark = "#spoilt#";

    /// <summary>One or two places of a body get another value, or go.</summary>
    public static string Spoil(JsonNode body, Random random)
    {
        var copy = body.DeepClone();
        var places = Places(copy).ToList();
        if (places.Count == 0)
        {
            return random.Any(Hostile.Bodies);
        }

        var place = random.Any(places);
        switch (random.Next(8))
        {
            case 0:
                place(null, true);
                return copy.ToJsonString();
            case 1 or 2 or 3:
                place(random.Any(Hostile.Texts), false);
                return copy.ToJsonString();
            case 4:
                var text = copy.ToJsonString();
                return text[..random.Next(text.Length)];
            case 5 when copy is JsonObject members:
                members[random.Any(Hostile.Texts)] = Hostile.Scalar(random);
                return copy.ToJsonString();
            default:
                place(Mark, false);
                return copy.ToJsonString().Replace($"\"{Mark}\"", random.Any(Hostile.Values), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<Action<JsonNode?, bool>> Places(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    yield return (to, gone) => { if (gone) { members.Remove(name); } else { members[name] = to; } };
                    foreach (var place in value is null ? [] : Places(value))
                    {
                        yield return place;
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var at = i;
                    yield return (to, gone) => { if (gone) { items.RemoveAt(at); } else { items[at] = to; } };
                    foreach (var place in items[i] is { } item ? Places(item) : [])
                    {
                        yield return place;
                    }
                }

                break;
        }
    }
}
