namespace Platform.Kernel.Data;

/// <summary>Whose rows a piece of work may see: one user of one tenant, or, by name, everybody's.</summary>
public readonly record struct Scope(Guid TenantId, Guid UserId, bool IsSystem)
{
    /// <summary>Sees no tenant-owned row at all.</summary>
    public static readonly Scope None;

    /// <summary>Crosses tenants. Only sign-in, administration and Workers ask for it.</summary>
    public static readonly Scope System = new(Guid.Empty, Guid.Empty, IsSystem: true);

    public static Scope Of(Guid tenantId, Guid userId) => new(tenantId, userId, IsSystem: false);
}

/// <summary>Holds the scope of the current request or message; authentication fills it.</summary>
public sealed class Actor
{
    public Scope Scope { get; set; } = Scope.None;

    /// <summary>The organizations whose rows are seen; null for all of the tenant.</summary>
    public IReadOnlyList<Guid>? Organizations { get; set; }


    /// <summary>Who takes part in the saves of the request.</summary>
    internal ISaveStep? SaveStep { get; set; }
}

/// <summary>Takes part in the saves of a request: what is written, what is recorded of it and what the index has of it stand or fall together.</summary>
internal interface ISaveStep
{
    Task BeforeAsync(PlatformDb db, CancellationToken cancellation);

    Task AfterAsync(PlatformDb db, CancellationToken cancellation);
}
