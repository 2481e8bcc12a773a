using Platform.Kernel.Http;

namespace Platform.Operations.Access;

/// <summary>The permission that an account needs for an endpoint, by its user role or by its organization's.</summary>
internal sealed record RequiredPermission(string Permission, string Message)
{
    public const string Insufficient = "insufficient permissions";

    public Problem? Refuse(Account account) => account.Has(Permission) ? null : new Problem(ProblemKind.Forbidden, Message, Details: $"requires {Permission}");
}
