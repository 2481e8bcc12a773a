using System.Text.Json.Serialization;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Operations.Organizations;

/// <summary>An organization of the hierarchy.</summary>
/// <param name="CustomData">What clients keep with it, and <c>type</c>, <c>createdBy</c>, <c>createdAt</c>, <c>updatedBy</c>, <c>updatedAt</c>.</param>
public sealed record OrganizationView(Guid Id, string Name, string Description, Json CustomData, bool IsMfaRequired)
{
    /// <summary>What clients cannot write.</summary>
    internal static readonly IReadOnlySet<string> Reserved = new HashSet<string> { "type", "createdBy", "createdAt", "updatedBy", "updatedAt" };

    internal static OrganizationView Of(string name, OrganizationProfile profile) => new(
        profile.Id, name, profile.Description,
        Operations.CustomData.Show(profile.Data, ("type", profile.Level), ("createdBy", profile.CreatedBy), ("createdAt", profile.CreatedAt.UtcDateTime),
            ("updatedBy", profile.UpdatedBy), ("updatedAt", profile.UpdatedAt?.UtcDateTime)),
        profile.IsMfaRequired);
}

/// <summary>A page of organizations, under the name of their level.</summary>
public sealed record OrganizationPage(Pagination Pagination)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrganizationView>? Distributors { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrganizationView>? Resellers { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OrganizationView>? Customers { get; init; }
}

/// <summary>What is gone.</summary>
public sealed record Deleted(Guid Id, string Name, DateTimeOffset DeletedAt);

/// <summary>An organization's two rows.</summary>
internal sealed class OrganizationRow
{
    public required Organization Organization { get; init; }

    public required OrganizationProfile Profile { get; init; }

    public void Deconstruct(out Organization organization, out OrganizationProfile profile) => (organization, profile) = (Organization, Profile);
}
