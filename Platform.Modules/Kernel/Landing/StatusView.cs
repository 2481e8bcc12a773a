using System.Text.Json.Serialization;

namespace Platform.Kernel.Landing;

/// <summary>What <c>/status.json</c> answers. The numbers and links are left out for strangers.</summary>
/// <param name="Status">up, degraded or down.</param>
internal sealed record StatusView(
    string Status,
    DateTimeOffset CheckedAt,
    IReadOnlyList<PartView> Parts,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConsumerLine>? Consumers = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? DeadLetters = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LinksView? Links = null);

/// <summary>A part of the system.</summary>
/// <param name="Status">up, degraded, down or unknown.</param>
internal sealed record PartView(string Name, string Status)
{
    public const string Up = "up";
    public const string Degraded = "degraded";
    public const string Down = "down";
    public const string Unknown = "unknown";
}

/// <summary>Where else to look.</summary>
internal sealed record LinksView(Uri? Sandbox, Uri? Dashboard);
