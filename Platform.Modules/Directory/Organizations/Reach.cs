using Platform.Kernel.Access;
using Platform.Kernel.Identity;

namespace Platform.Directory.Organizations;

/// <summary>Which organizations of the tenant the caller may administer: those of his grants and all below them.</summary>
internal sealed class Reach
{
    private readonly IReadOnlySet<Guid>? allowed;

    private Reach(IReadOnlySet<Guid>? allowed) => this.allowed = allowed;

    public bool IsWhole => allowed is null;

    public static Reach Of(Caller caller, OrganizationTree tree) =>
        new(caller.IsSuperAdmin || caller.Grants.Organizations is null ? null : tree.Spread(caller.Grants.Organizations));

    public bool Has(Guid organization) => allowed is null || allowed.Contains(organization);
}
