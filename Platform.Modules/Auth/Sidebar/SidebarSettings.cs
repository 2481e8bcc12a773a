using System.Text.Json;
using Platform.Kernel.Data;

namespace Platform.Auth.Sidebar;

/// <summary>How somebody has arranged the sidebar. Groups are named by their id, items by their address.</summary>
public sealed record SidebarSettings(
    int Version, IReadOnlyList<string> GroupOrder, IReadOnlyDictionary<string, string> GroupLabels, IReadOnlyDictionary<string, string> ItemLabels,
    IReadOnlyList<string> HiddenItems, IReadOnlyDictionary<string, IReadOnlyList<string>> ItemOrder)
{
    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    public static readonly SidebarSettings None = new(1, [], new Dictionary<string, string>(), new Dictionary<string, string>(), [], new Dictionary<string, IReadOnlyList<string>>());

    internal Json Store() => Json.From(this, Camel);

    internal static SidebarSettings Read(Json stored) => JsonSerializer.Deserialize<SidebarSettings>(stored.ToString(), Camel)!;
}

/// <summary>An arrangement of the sidebar as a client sends it; what is left out is as the modules have it.</summary>
public class SidebarSettingsInput
{
    private const int MaxEntries = 200;
    private const int MaxKey = 200;
    private const int MaxLabel = 120;

    public int? Version { get; init; }
    public IReadOnlyList<string>? GroupOrder { get; init; }
    public IReadOnlyDictionary<string, string>? GroupLabels { get; init; }
    public IReadOnlyDictionary<string, string>? ItemLabels { get; init; }
    public IReadOnlyList<string>? HiddenItems { get; init; }
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? ItemOrder { get; init; }

    /// <returns>Null when it is too large or has empty names; <paramref name="wrong"/> says which field.</returns>
    internal SidebarSettings? Clean(out string wrong)
    {
        wrong = this switch
        {
            { Version: < 1 or > 1000 } => "version",
            _ when !Fits(GroupOrder) => "groupOrder",
            _ when !Fits(GroupLabels) => "groupLabels",
            _ when !Fits(ItemLabels) => "itemLabels",
            _ when !Fits(HiddenItems) => "hiddenItems",
            _ when ItemOrder is { } order && !(order.Count <= MaxEntries && order.All(o => IsKey(o.Key) && Fits(o.Value))) => "itemOrder",
            _ => "",
        };
        return wrong.Length > 0 ? null : new SidebarSettings(
            Version ?? 1, Distinct(GroupOrder), Labels(GroupLabels), Labels(ItemLabels), Distinct(HiddenItems),
            (ItemOrder ?? SidebarSettings.None.ItemOrder).ToDictionary(o => o.Key, o => (IReadOnlyList<string>)Distinct(o.Value)));
    }

    private static bool IsKey(string? key) => !string.IsNullOrWhiteSpace(key) && key.Length <= MaxKey && !key.Contains('\0', StringComparison.Ordinal);

    private static bool Fits(IReadOnlyList<string>? list) => list is null || (list.Count <= MaxEntries && list.All(IsKey));

    private static bool Fits(IReadOnlyDictionary<string, string>? labels) =>
        labels is null || (labels.Count <= MaxEntries && labels.All(l => IsKey(l.Key) && l.Value is { Length: <= MaxLabel }));

    private static List<string> Distinct(IReadOnlyList<string>? list) => [.. (list ?? []).Distinct(StringComparer.Ordinal)];

    /// <summary>An empty label is none.</summary>
    private static Dictionary<string, string> Labels(IReadOnlyDictionary<string, string>? labels) =>
        (labels ?? SidebarSettings.None.GroupLabels).Where(l => !string.IsNullOrWhiteSpace(l.Value)).ToDictionary(l => l.Key, l => l.Value.Trim());
}
