using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Contracts;

/// <summary>The documented operations of one system, and whether an answer has what is documented.</summary>
public sealed class Contract
{
    private readonly Dictionary<string, JsonElement> operations;

    private Contract(JsonElement contract) =>
        operations = contract.GetProperty("operations").EnumerateArray().ToDictionary(o => $"{o.GetProperty("method")} {o.GetProperty("path")}");

    public static Contract Of(string system) =>
        new(JsonElement.Parse(File.ReadAllText(Path.Combine(Arguments.Root, "Platform.Tests", "Contracts", $"{system}.json"))));

    /// <summary>All operations, each as its method and path.</summary>
    public IReadOnlyCollection<string> Operations => operations.Keys;

    /// <summary>Asserts the documented status, and that every documented field is there with the documented kind.</summary>
    /// <param name="objects">Members that are documented as null and may hold an object, such as <c>$.profile</c>.</param>
    public void AssertDocumented(string operation, Answer answer, params string[] objects)
    {
        var response = operations[operation].GetProperty("responses").EnumerateObject().First(r => r.Name.StartsWith('2'));
        Assert.True(response.Name == $"{answer.Status}", $"{operation} answers {answer.Status} instead of {response.Name}: {answer.Text}");
        var missing = new List<string>();
        if (response.Value.TryGetProperty("body", out var body))
        {
            Compare(body, answer.Root, "$", missing, objects);
        }

        Assert.True(missing.Count == 0, $"{operation} lacks {string.Join("; ", missing)}: {answer.Text}");
    }

    private static void Compare(JsonElement documented, JsonElement actual, string path, List<string> missing, string[] objects)
    {
        switch (documented.ValueKind)
        {
            // Whatever is inside of info belongs to its owner: the documents only give examples.
            case JsonValueKind.Object when path.EndsWith(".info", StringComparison.Ordinal):
                Expect(actual.ValueKind == JsonValueKind.Object);
                break;
            // A single member "key" stands for whatever names there are.
            case JsonValueKind.Object when documented.EnumerateObject().ToList() is [{ Name: "key" } any]:
                Expect(actual.ValueKind == JsonValueKind.Object);
                foreach (var value in actual.ValueKind == JsonValueKind.Object ? actual.EnumerateObject() : default)
                {
                    Compare(any.Value, value.Value, $"{path}.{value.Name}", missing, objects);
                }

                break;
            case JsonValueKind.Object:
                Expect(actual.ValueKind == JsonValueKind.Object);
                foreach (var field in documented.EnumerateObject())
                {
                    if (actual.ValueKind == JsonValueKind.Object && actual.TryGetProperty(field.Name, out var value))
                    {
                        Compare(field.Value, value, $"{path}.{field.Name}", missing, objects);
                    }
                    else
                    {
                        missing.Add($"{path}.{field.Name}");
                    }
                }

                break;
            case JsonValueKind.Array when documented.GetArrayLength() == 0:
                Expect(actual.ValueKind == JsonValueKind.Array);
                break;
            case JsonValueKind.Array:
                Expect(actual.ValueKind == JsonValueKind.Array && actual.GetArrayLength() > 0);
                foreach (var item in actual.ValueKind == JsonValueKind.Array ? actual.EnumerateArray() : default)
                {
                    Compare(documented[0], item, $"{path}[]", missing, objects);
                }

                break;
            case JsonValueKind.Null when objects.Contains(path):
                Expect(actual.ValueKind is JsonValueKind.Object or JsonValueKind.Null);
                break;
            case JsonValueKind.Null:
                // Says that the field is there, and nothing of its kind.
                Expect(actual.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array));
                break;
            default:
                Expect(documented.GetString() == KindOf(actual));
                break;
        }

        void Expect(bool holds)
        {
            if (!holds)
            {
                missing.Add($"{path} as {documented}, which is {actual.ValueKind}");
            }
        }
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "another kind",
    };
}
