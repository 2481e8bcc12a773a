using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Dictionaries.Entries;

/// <summary>A value of a dictionary.</summary>
public sealed record EntryView(
    Guid Id, string Value, string Label, string? Color, string? Icon, int Position, bool IsDefault, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static Expression<Func<DictionaryEntry, EntryView>> To(Guid? chosen) => e =>
        new(e.Id, e.Value, e.Label, e.Color, e.Icon, e.Position, e.Id == chosen, e.CreatedAt, e.UpdatedAt);

    internal static EntryView From(DictionaryEntry row, Guid? chosen) =>
        new(row.Id, row.Value, row.Label, row.Color, row.Icon, row.Position, row.Id == chosen, row.CreatedAt, row.UpdatedAt);
}

/// <summary>The values of a dictionary, in order.</summary>
public sealed record EntryItems(IReadOnlyList<EntryView> Items);

/// <summary>A new value of a dictionary.</summary>
/// <param name="Label">What people see; the value unless given.</param>
/// <param name="Color">Such as <c>#1a2b3c</c>.</param>
/// <param name="Position">The end unless given.</param>
[ValidatableType]
public sealed record NewEntry(
    [property: Needed, Text(1, 150)] string? Value,
    [property: Text(0, 150)] string? Label,
    [property: Color] string? Color,
    [property: Text(0, 100)] string? Icon,
    [property: Range(0, 1_000_000)] int? Position,
    bool? IsDefault);

/// <summary>Changes of a value; what is left out stays, and null takes color or icon away.</summary>
[ValidatableType]
public sealed class EntryChange
{
    [Text(1, 150)]
    public string? Value { get; init; }

    [Text(0, 150)]
    public string? Label { get; init; }

    [Color]
    public string? Color
    {
        get;
        init => (field, HasColor) = (value, true);
    }

    [Text(0, 100)]
    public string? Icon
    {
        get;
        init => (field, HasIcon) = (value, true);
    }

    [Range(0, 1_000_000)]
    public int? Position { get; init; }

    [JsonIgnore]
    internal bool HasColor { get; private init; }

    [JsonIgnore]
    internal bool HasIcon { get; private init; }
}

/// <summary>Where entries go.</summary>
[ValidatableType]
public sealed record EntryOrder([property: Needed, MinLength(1), MaxLength(1000)] IReadOnlyList<EntryPosition>? Entries);

/// <summary>Where one entry goes.</summary>
[ValidatableType]
public sealed record EntryPosition([property: Needed] Guid? Id, [property: Needed, Range(0, 1_000_000)] int? Position);

/// <summary>Which entry is chosen unless another is.</summary>
[ValidatableType]
public sealed record DefaultChoice([property: Needed] Guid? EntryId);
