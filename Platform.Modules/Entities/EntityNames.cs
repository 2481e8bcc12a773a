using System.Text.RegularExpressions;
using Platform.Kernel.Http;

namespace Platform.Entities;

/// <summary>What ids of entities and keys of fields look like.</summary>
internal static partial class EntityNames
{
    public const int MaxEntityId = 100;
    public const int MaxKey = 100;

    public static readonly Problem NeedsEntityId = Invalid("entityId", "is required");

    public static bool IsEntityId(string? text) => text is { Length: <= MaxEntityId } && EntityId().IsMatch(text);

    public static bool IsKey(string? text) => text is { Length: > 0 and <= MaxKey } && Key().IsMatch(text);

    public static Problem Invalid(string field, string why) =>
        new(ProblemKind.Invalid, $"{field} {why}", Fields: new Dictionary<string, string[]> { [field] = [why] });

    [GeneratedRegex("^[a-z0-9_]+:[a-z0-9_]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex EntityId();

    [GeneratedRegex("^[a-z0-9_]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
