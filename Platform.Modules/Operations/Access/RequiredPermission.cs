using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.Operations.Access;

/// <summary>The permission that an account needs for an endpoint, by its user role or by its organization's.</summary>
internal sealed record RequiredPermission(string Permission, string Message) : IRequiredPermissions
{
    /// <summary>Tells the permissions of the operation center from features where a change keeps them.</summary>
    public const string Prefix = "operations/";

    IEnumerable<string> IRequiredPermissions.Permissions => [Prefix + Permission];

    public const string Insufficient = "insufficient permissions";

    public Problem? Refuse(Account account) => account.Has(Permission) ? null : new Problem(ProblemKind.Forbidden, Message, Details: $"requires {Permission}");
}
