using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.ApiKeys;

/// <summary>A role of a key.</summary>
public sealed record KeyRole(Guid Id, string? Name);

/// <summary>A key as lists show it: never its secret.</summary>
public sealed record KeyView(
    Guid Id, string Name, string? Description, string KeyPrefix, Guid TenantId, Guid? OrganizationId, string? OrganizationName,
    DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<KeyRole> Roles);

public sealed record KeyPage(IReadOnlyList<KeyView> Items, long Total, int Page, int PageSize, long TotalPages);

/// <summary>A new key. <c>roles</c> are ids or names; without an organization it belongs to the tenant.</summary>
[ValidatableType]
public sealed record NewKey(
    [property: Needed, Text(1, 120)] string? Name,
    [property: Text(0, 1000, Lines = true)] string? Description,
    Guid? TenantId,
    Guid? OrganizationId,
    IReadOnlyList<string>? Roles,
    DateTimeOffset? ExpiresAt);

/// <param name="Secret">Shown this once; only its hash is kept.</param>
public sealed record KeyMade(Guid Id, string Name, string KeyPrefix, string Secret, Guid? TenantId, Guid? OrganizationId, IReadOnlyList<KeyRole> Roles, DateTimeOffset? ExpiresAt);

public sealed record KeyGone(bool Success);
