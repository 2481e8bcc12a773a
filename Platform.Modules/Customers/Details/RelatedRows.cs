using Microsoft.EntityFrameworkCore;
using Platform.Customers.Addresses;
using Platform.Customers.Comments;
using Platform.Customers.Deals;
using Platform.Customers.Interactions;
using Platform.Customers.Links;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Customers.Details;

/// <summary>Reads what is kept about a customer: the newest of each sort, one statement a sort.</summary>
internal sealed class RelatedRows(PlatformDb db, Caller caller, Guid customer)
{
    /// <summary>More than this is for the lists of their own.</summary>
    public const int Most = 200;

    private IQueryable<Interaction> Timeline => db.Set<Interaction>().AsNoTracking().Where(i => i.EntityId == customer).Where(Interaction.SeenBy(caller.UserId));

    private IQueryable<Deal> Deals => db.Set<DealCustomer>().AsNoTracking().Where(l => l.CustomerId == customer && l.Deal!.DeletedAt == null).Select(l => l.Deal!);

    public Task<List<Address>> AddressesAsync(CancellationToken cancellation) =>
        db.Set<Address>().AsNoTracking().Where(a => a.EntityId == customer).OrderByDescending(a => a.IsPrimary).ThenByDescending(a => a.Id).Take(Most).ToListAsync(cancellation);

    public Task<List<Comment>> CommentsAsync(CancellationToken cancellation) =>
        db.Set<Comment>().AsNoTracking().Where(c => c.EntityId == customer).OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(Most).ToListAsync(cancellation);

    public Task<List<Interaction>> InteractionsAsync(CancellationToken cancellation) => NewestAsync(Timeline, cancellation);

    public Task<List<Interaction>> ActivitiesAsync(CancellationToken cancellation) => NewestAsync(Timeline.Where(i => i.InteractionType != Interaction.TaskType), cancellation);

    public Task<List<Interaction>> TodosAsync(CancellationToken cancellation) => NewestAsync(Timeline.Where(i => i.InteractionType == Interaction.TaskType), cancellation);

    public Task<List<Deal>> DealsAsync(CancellationToken cancellation) =>
        Deals.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(Most).ToListAsync(cancellation);

    public Task<Dictionary<Guid, string>> DealTitlesAsync(IEnumerable<Guid?> deals, CancellationToken cancellation)
    {
        var ids = deals.OfType<Guid>().Distinct().ToList();
        return db.Set<Deal>().Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.Title }).ToDictionaryAsync(d => d.Id, d => d.Title, cancellation);
    }

    public Task<RelatedCounts> CountAsync(CancellationToken cancellation)
    {
        var (timeline, deals) = (Timeline, Deals);
        return db.Set<Customer>().Where(c => c.Id == customer).Select(c => new RelatedCounts(
            db.Set<Address>().Count(a => a.EntityId == customer), db.Set<Comment>().Count(n => n.EntityId == customer),
            timeline.Count(i => i.InteractionType != Interaction.TaskType), timeline.Count(), timeline.Count(i => i.InteractionType == Interaction.TaskType), deals.Count(),
            db.Set<PersonCompany>().Count(l => (l.PersonId == customer || l.CompanyId == customer) && l.Person!.DeletedAt == null && l.Company!.DeletedAt == null)))
            .SingleAsync(cancellation);
    }

    private static Task<List<Interaction>> NewestAsync(IQueryable<Interaction> entries, CancellationToken cancellation) =>
        entries.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(Most).ToListAsync(cancellation);
}
