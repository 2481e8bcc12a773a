using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Tags;

/// <summary>The tags that an organization puts on its customers.</summary>
internal sealed class TagResource() : Resource<Tag>("customers.tag", "Tag", new("customers.activities.view", "customers.activities.manage"))
{
    protected override void Describe(Fields<Tag> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", t => t.Id).ReadOnly();
        fields.Add("slug", t => t.Slug).Max(Limits.Slug).Searched().Sorted().Check<string>(value => Slugs.IsSlug(value) ? null : Slugs.Expected);
        fields.Add("label", t => t.Label).Required().Max(Limits.Label).Searched().Sorted();
        fields.Add("color", t => t.Color).Check<string>(ColorAttribute.Refuse);
        fields.Add("description", t => t.Description).Max(Limits.Text);
        fields.Add("organizationId", t => t.OrganizationId).ReadOnly();
        fields.Add("tenantId", t => t.TenantId).ReadOnly();
        fields.Add("createdAt", t => t.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", t => t.UpdatedAt).ReadOnly().Sorted();
    }

    protected override Problem? OnDuplicate(string constraint) => constraint == TagTable.UniqueSlug ? new Problem(ProblemKind.Conflict, "Tag slug already exists") : null;

    protected override Task<Problem?> BeforeAsync(Write<Tag> write, CancellationToken cancellation)
    {
        var tag = write.Row;
        return Task.FromResult(write.Kind != WriteKind.Delete && tag.Slug.Length == 0 && (tag.Slug = Slugs.Of(tag.Label)).Length == 0
            ? Problem.OfField("slug", "is required")
            : null);
    }
}
