using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Customers.Staff;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Comments;

/// <summary>What colleagues note down about customers and their deals.</summary>
internal sealed class CommentResource() : Resource<Comment>("customers.comment", "Comment", new("customers.activities.view", "customers.activities.manage"))
{
    private const string Author = "authorUserId";

    protected override bool IsPlacedByOwner => true;

    protected override void Describe(Fields<Comment> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", c => c.Id).ReadOnly();
        fields.Add("entityId", c => c.EntityId).Required().Filtered();
        fields.Add("dealId", c => c.DealId).Filtered();
        fields.Add("body", c => c.Body).Required().Max(Limits.Text).Encryptable();
        fields.Add(Author, c => c.AuthorUserId).Filtered();
        fields.Add("appearanceIcon", c => c.AppearanceIcon).Max(Limits.Icon);
        fields.Add("appearanceColor", c => c.AppearanceColor).Check<string>(ColorAttribute.Refuse);
        fields.Add("organizationId", c => c.OrganizationId).ReadOnly();
        fields.Add("tenantId", c => c.TenantId).ReadOnly();
        fields.Add("createdAt", c => c.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", c => c.UpdatedAt).ReadOnly().Sorted();
    }

    /// <summary>Those of deleted customers wait for an undo, unseen.</summary>
    protected override IQueryable<Comment> Rows(CrudContext context)
    {
        var customers = context.Db.Set<Customer>();
        return context.Db.Set<Comment>().Where(n => customers.Any(c => c.Id == n.EntityId));
    }

    protected override void WriteCreated(Utf8JsonWriter json, Write<Comment> write)
    {
        base.WriteCreated(json, write);
        if (write.Row.AuthorUserId is { } author)
        {
            json.WriteString(Author, author);
        }
        else
        {
            json.WriteNull(Author);
        }
    }

    protected override Task<Belonging?> BelongsAsync(Write<Comment> write, CancellationToken cancellation) =>
        CustomerRows.OwnersAsync(write.Context.Db, write.Row.EntityId, write.Row.DealId, cancellation);

    protected override async Task<Problem?> BeforeAsync(Write<Comment> write, CancellationToken cancellation)
    {
        if (write.Kind == WriteKind.Delete)
        {
            return null;
        }

        var (row, db) = (write.Row, write.Context.Db);
        if (write.Kind == WriteKind.Create)
        {
            row.AuthorUserId ??= write.Context.Caller.UserId;
        }

        if (write.Changes(nameof(Comment.AuthorUserId))
            && await Colleagues.RefuseAuthorAsync(db, write.Context.Caller, Author, row.AuthorUserId, write.Kind == WriteKind.Create, cancellation) is { } another)
        {
            return another;
        }

        return write.Changes(nameof(Comment.DealId)) && row.DealId is { } deal && !await db.Set<Deal>().AnyAsync(d => d.Id == deal, cancellation)
            ? Problem.NotFound("Deal")
            : await CustomerRows.PlaceAsync(write, row.EntityId, cancellation);
    }
}
