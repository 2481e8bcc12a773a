namespace Platform.Kernel.Data;

/// <summary>A row of one tenant, guarded by a query filter and by row-level security.</summary>
public interface ITenantOwned
{
    Guid TenantId { get; }
}

/// <summary>A row of one organization of a tenant, or of the whole tenant where it names none.</summary>
public interface IOrganizationOwned : ITenantOwned
{
    Guid? OrganizationId { get; }
}

/// <summary>A row of one user within a tenant; other users of the tenant do not see it.</summary>
public interface IUserOwned : ITenantOwned
{
    Guid UserId { get; }
}

/// <summary>A user's row of a table that also has rows of the platform itself (both owner ids empty), which all may read.</summary>
public interface IUserOwnedOrShared : IUserOwned;

/// <summary>A row that is deleted by marking it.</summary>
public interface ISoftDeleted
{
    DateTimeOffset? DeletedAt { get; }
}

/// <summary>A row by which somebody may do something: a request saves a change of it only after the policy of grants has let the change pass.</summary>
internal interface IGrantsRights;

/// <summary>Says that a table belongs to no tenant, and why it is safe without a guard.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GlobalAttribute(string why) : Attribute
{
    public string Why => why;
}

/// <summary>Says that rows of this table are only ever added: the running role may not change or delete them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AppendOnlyAttribute : Attribute;

/// <summary>Says that row-level security binds the running role but not the owner of this table, and why.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadByOwnerAttribute(string why) : Attribute
{
    public string Why => why;
}
