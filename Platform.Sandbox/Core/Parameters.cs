using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Platform.Sandbox.Core;

/// <summary>The parameters of a query string or a form: one value a name, an empty one counts as missing.</summary>
internal sealed class Parameters(IEnumerable<KeyValuePair<string, StringValues>> pairs)
{
    private readonly Dictionary<string, StringValues> values = new(pairs, StringComparer.Ordinal);

    public string? this[string name] =>
        values.TryGetValue(name, out var value) && !string.IsNullOrEmpty(value[0]) ? value[0] : null;

    /// <summary>A name that was given more than once.</summary>
    public string? Repeated => values.FirstOrDefault(pair => pair.Value.Count > 1).Key;

    public string? FirstMissing(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (this[name] is null)
            {
                return name;
            }
        }
        return null;
    }

    /// <summary>The same page again, with one parameter set.</summary>
    public string LinkWith(string path, string name, string value) =>
        QueryHelpers.AddQueryString(path, values.Where(pair => pair.Key != name)
            .Append(KeyValuePair.Create(name, new StringValues(value))));
}
