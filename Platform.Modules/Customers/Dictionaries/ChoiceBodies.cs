using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Customers.Dictionaries;

/// <summary>A choice as an organization sees it.</summary>
/// <param name="IsInherited">Whether it belongs to an organization above, which alone can change it.</param>
public sealed record ChoiceView(Guid Id, string Value, string Label, string? Color, string? Icon, Guid OrganizationId, bool IsInherited, DateTimeOffset UpdatedAt)
{
    internal static ChoiceView Of(Choice row, Guid organization) => new(row.Id, row.Value, row.Label, row.Color, row.Icon, row.OrganizationId, row.OrganizationId != organization, row.UpdatedAt);
}

public sealed record ChoiceItems(IReadOnlyList<ChoiceView> Items);

/// <summary>Members of a choice besides its value.</summary>
public abstract class ChoiceLooks : Looks
{
    [Text(0, Limits.Label)]
    public string? Label { get; init; }

    internal void Apply(Choice row, DateTimeOffset now)
    {
        row.Label = Label is null ? row.Label : Contacts.OrNull(Label) ?? row.Value;
        (row.Color, row.Icon) = Over(row.Color, row.Icon);
        row.UpdatedAt = now;
    }
}

/// <summary>A choice to add, or to change where the organization has the value.</summary>
[ValidatableType]
public sealed class NewChoice : ChoiceLooks
{
    [Needed, Text(1, Limits.Choice)]
    public string? Value { get; init; }
}

/// <summary>Changes of a choice.</summary>
[ValidatableType]
public sealed class ChoiceChange : ChoiceLooks
{
    [Text(1, Limits.Choice)]
    public string? Value { get; init; }
}
