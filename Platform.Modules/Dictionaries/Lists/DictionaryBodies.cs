using System.Linq.Expressions;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Dictionaries.Lists;

/// <summary>A dictionary as an organization sees it.</summary>
/// <param name="IsInherited">Whether it belongs to an organization above.</param>
public sealed record DictionaryView(
    Guid Id, string Key, string Name, string? Description, bool IsSystem, bool IsActive, string? ManagerVisibility, Guid? OrganizationId, bool IsInherited,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static Expression<Func<Dictionary, DictionaryView>> To(Guid organization) => d => new(
        d.Id, d.Key, d.Name, d.Description, d.IsSystem, d.IsActive, d.ManagerVisibility, d.OrganizationId, d.OrganizationId != organization, d.CreatedAt, d.UpdatedAt);

    internal static DictionaryView Own(Dictionary row) => new(
        row.Id, row.Key, row.Name, row.Description, row.IsSystem, row.IsActive, row.ManagerVisibility, row.OrganizationId, false, row.CreatedAt, row.UpdatedAt);
}

/// <summary>A new dictionary of the caller's organization.</summary>
/// <param name="Key">Small letters, digits, hyphens and underscores; unique in the organization.</param>
[ValidatableType]
public sealed record NewDictionary(
    [property: Needed, DictionaryKey] string? Key,
    [property: Needed, Text(1, 200)] string? Name,
    [property: Text(0, 2000, Lines = true)] string? Description,
    bool? IsActive,
    [property: OneOf("default", "hidden")] string? ManagerVisibility);

/// <summary>Changes of a dictionary; what is left out stays.</summary>
[ValidatableType]
public sealed class DictionaryChange
{
    [DictionaryKey]
    public string? Key { get; init; }

    [Text(1, 200)]
    public string? Name { get; init; }

    [Text(0, 2000, Lines = true)]
    public string? Description
    {
        get;
        init => (field, HasDescription) = (value, true);
    }

    public bool? IsActive { get; init; }

    [OneOf("default", "hidden")]
    public string? ManagerVisibility { get; init; }

    [JsonIgnore]
    internal bool HasDescription { get; private init; }
}
