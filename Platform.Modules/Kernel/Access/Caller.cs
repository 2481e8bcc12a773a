namespace Platform.Kernel.Access;

/// <summary>Who is asking and for which tenant and organization; authentication fills it, once a request.</summary>
public sealed class Caller
{
    /// <summary>The user; null when an API key asks.</summary>
    public Guid? UserId { get; internal set; }

    public Guid? ApiKeyId { get; internal set; }

    /// <summary>The tenant that the request works in: the caller's own, or the one that a super-admin selected.</summary>
    public Guid TenantId { get; internal set; }

    /// <summary>The organization that new rows belong to; null when the caller has none.</summary>
    public Guid? OrganizationId { get; internal set; }

    /// <summary>The organizations whose rows the request sees: the selected one and those below it; null for all of the tenant.</summary>
    public IReadOnlyList<Guid>? Organizations { get; internal set; }

    public string? Email { get; internal set; }

    public string? Name { get; internal set; }

    /// <summary>The caller's own tenant, whichever he works in.</summary>
    public Guid HomeTenantId { get; internal set; }

    internal IReadOnlyList<Guid> RoleIds { get; set; } = [];

    public IReadOnlyList<string> Roles { get; internal set; } = [];

    public Grants Grants { get; internal set; } = Grants.None;

    public bool IsSuperAdmin => Grants.IsSuperAdmin;

    public bool Has(string feature) => Grants.Allow(feature);

    public bool Sees(Guid? organizationId) => Organizations is null || (organizationId is { } id && Organizations.Contains(id));
}
