using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Tags;

/// <summary>A tag as customers show it.</summary>
public sealed record TagView(Guid Id, string Label, string? Color);

/// <summary>The tags of customers.</summary>
internal static class CustomerTags
{
    private static readonly Func<PlatformDb, List<Guid>, IAsyncEnumerable<TagOfCustomer>> Query = EF.CompileAsyncQuery((PlatformDb db, List<Guid> customers) =>
        db.Set<TagAssignment>().AsNoTracking().Where(a => customers.Contains(a.CustomerId)).OrderBy(a => a.Tag!.Label).ThenBy(a => a.TagId)
            .Select(a => new TagOfCustomer(a.CustomerId, new TagView(a.TagId, a.Tag!.Label, a.Tag.Color))));

    private sealed record TagOfCustomer(Guid CustomerId, TagView Tag);

    public static async Task<Func<T, object?>> OfAsync<T>(CrudContext context, IReadOnlyList<T> customers, CancellationToken cancellation) where T : Customer
    {
        var tags = await ByCustomerAsync(context.Db, [.. customers.Select(c => c.Id)], cancellation);
        return customer => tags[customer.Id];
    }

    public static async Task<ILookup<Guid, TagView>> ByCustomerAsync(PlatformDb db, List<Guid> customers, CancellationToken cancellation) =>
        (await Query(db, customers).ToListAsync(cancellation)).ToLookup(t => t.CustomerId, t => t.Tag);

    /// <summary>Gives a customer these tags and no others; tags that the caller does not see stay where they are.</summary>
    /// <param name="wanted">Null leaves them as they are.</param>
    public static async Task<Problem?> SetAsync<T>(Write<T> write, IReadOnlyList<Guid>? wanted, CancellationToken cancellation) where T : Customer
    {
        if (wanted is null)
        {
            return null;
        }

        var (db, customer) = (write.Context.Db, write.Row);

        // Tags that go are held, too: whoever deletes one takes it off its customers.
        var assignments = db.Set<TagAssignment>().Where(a => a.CustomerId == customer.Id);
        var known = await db.Set<Tag>().Where(t => wanted.Contains(t.Id) || assignments.Any(a => a.TagId == t.Id)).OrderBy(t => t.Id).Select(t => t.Id).ForUpdate().ToListAsync(cancellation);
        if (wanted.Except(known).Any())
        {
            return Problem.OfField("tags", "Tag not found");
        }

        var had = await assignments.Where(a => known.Contains(a.TagId)).ToListAsync(cancellation);
        db.RemoveRange(had.Where(a => !wanted.Contains(a.TagId)));
        db.AddRange(wanted.Distinct().Where(id => !had.Exists(a => a.TagId == id)).Select(id => new TagAssignment
        {
            TenantId = write.Context.Caller.TenantId, TagId = id, CustomerId = customer.Id, CreatedAt = write.Context.Clock.Now(),
        }));
        return null;
    }
}
