using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Directory.Tenants;

/// <summary>The tenants of the platform: written by super-admins only, whatever features anybody else holds; others see their own.</summary>
internal sealed class TenantResource() : Resource<Tenant>("directory.tenant", "Tenant", new("directory.tenants.view", "directory.tenants.manage"))
{
    protected override void Describe(Fields<Tenant> fields)
    {
        fields.Add("id", t => t.Id).ReadOnly();
        fields.Add("name", t => t.Name).Required().Max(200).Sorted();
        fields.Filter("search", (_, text) => t => EF.Functions.ILike(t.Name, Like.Containing(text), Like.Escape));
        fields.Add("isActive", t => t.IsActive).Filtered().Sorted();
        fields.Add("createdAt", t => t.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", t => t.UpdatedAt).ReadOnly().Sorted();
    }

    protected override IQueryable<Tenant> Rows(CrudContext context) => context.Caller.IsSuperAdmin
        ? context.Db.Set<Tenant>()
        : context.Db.Set<Tenant>().Where(t => t.Id == context.Caller.TenantId);

    protected override Task<Problem?> BeforeAsync(Write<Tenant> write, CancellationToken cancellation) => Task.FromResult(Refuse(write));

    private static Problem? Refuse(Write<Tenant> write)
    {
        if (!write.Context.Caller.IsSuperAdmin)
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        var shuts = write.Kind == WriteKind.Delete || !write.Row.IsActive;
        if (shuts && write.Row.Id == write.Context.Caller.TenantId)
        {
            return new Problem(ProblemKind.Invalid, "The tenant that you work in cannot be shut");
        }

        if (write.Kind == WriteKind.Delete)
        {
            write.Row.IsActive = false;
        }

        return null;
    }
}
