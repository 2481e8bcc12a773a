using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;

namespace Platform.Directory.Tenants;

/// <summary>The tenants of the platform: written by super-admins only, whatever features anybody else holds; others see their own.</summary>
internal sealed class TenantResource(SystemDb system) : Resource<Tenant>("directory.tenant", "Tenant", new("directory.tenants.view", "directory.tenants.manage"))
{
    protected override void Describe(Fields<Tenant> fields)
    {
        fields.Add("id", t => t.Id).ReadOnly();
        fields.Add("name", t => t.Name).Required().Max(200).Sorted();
        fields.Filter("search", (_, text) => t => EF.Functions.Like(FoldedText.Column(t.Name), Like.Containing(text), Like.Escape));
        fields.Add("isActive", t => t.IsActive).Filtered().Sorted();
        fields.Add("createdAt", t => t.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", t => t.UpdatedAt).ReadOnly().Sorted();
    }

    protected override IQueryable<Tenant> Rows(CrudContext context) => context.Caller.IsSuperAdmin
        ? context.Db.Set<Tenant>()
        : context.Db.Set<Tenant>().Where(t => t.Id == context.Caller.TenantId);

    protected override Task<Problem?> CheckAsync(PendingRow<Tenant> pending, CancellationToken cancellation) => Task.FromResult(Refuse(pending));

    protected override async Task<Problem?> BeforeAsync(Write<Tenant> write, CancellationToken cancellation)
    {
        if (write.Kind == WriteKind.Create && write.Context.Caller.IsSuperAdmin)
        {
            await BeginAsync(write, cancellation);
        }

        return null;
    }

    /// <summary>What the tenant begins with is its own, and no part of the action: without the tenant nobody ever sees it.</summary>
    private async Task BeginAsync(Write<Tenant> write, CancellationToken cancellation)
    {
        await using var db = system.OpenFor(write.Row.Id, Guid.Empty);

        // Asked for only now: some of them know all resources, this one among them.
        foreach (var start in write.Context.Http.RequestServices.GetServices<ITenantStart>())
        {
            await start.BeginAsync(db, write.Row.Id, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
    }

    private static Problem? Refuse(PendingRow<Tenant> pending)
    {
        if (!pending.Caller.IsSuperAdmin)
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        var shuts = pending.Kind == WriteKind.Delete || !pending.Row.IsActive;
        if (shuts && (pending.Row.Id == pending.Caller.TenantId || pending.Row.Id == pending.Caller.HomeTenantId))
        {
            return new Problem(ProblemKind.Invalid, "The tenant that you work in cannot be shut");
        }

        if (pending.Kind == WriteKind.Delete)
        {
            pending.Row.IsActive = false;
        }

        return null;
    }
}
