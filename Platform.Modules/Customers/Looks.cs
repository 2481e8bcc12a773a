using System.Text.Json.Serialization;
using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>How a choice or a stage looks; what is left out of a change stays, and null takes color or icon away.</summary>
public abstract class Looks
{
    [Color]
    public string? Color
    {
        get;
        init => (field, HasColor) = (value, true);
    }

    [Text(0, Limits.Icon)]
    public string? Icon
    {
        get;
        init => (field, HasIcon) = (value, true);
    }

    [JsonIgnore]
    internal bool HasColor { get; private init; }

    [JsonIgnore]
    internal bool HasIcon { get; private init; }

    /// <returns>Color and icon as they are from now on.</returns>
    internal (string? Color, string? Icon) Over(string? color, string? icon) => (HasColor ? Contacts.OrNull(Color) : color, HasIcon ? Contacts.OrNull(Icon) : icon);
}
