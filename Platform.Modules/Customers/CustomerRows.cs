using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>Finds customers that the caller sees; others are as good as missing.</summary>
internal static class CustomerRows
{
    public static readonly Problem NotFound = Problem.NotFound("Customer");

    public static Task<Customer?> FindAsync(PlatformDb db, Guid id, CancellationToken cancellation) =>
        db.Set<Customer>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation);

    /// <summary>Holds customers until the transaction ends: people before companies, as whoever changes the companies of a person does.</summary>
    public static Task<List<Customer>> HoldAsync(PlatformDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        db.Set<Customer>().Where(c => ids.Contains(c.Id)).OrderByDescending(c => c.Kind).ThenBy(c => c.Id).ForUpdate().ToListAsync(cancellation);

    /// <summary>Holds customers of whatever organization, and tells whether all of them are there.</summary>
    public static async Task<bool> HoldAllAsync(PlatformDb db, IReadOnlyCollection<Guid> ids, CancellationToken cancellation) =>
        ids.Count == 0 || (await db.Set<Customer>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).Where(c => ids.Contains(c.Id))
            .OrderByDescending(c => c.Kind).ThenBy(c => c.Id).Select(c => c.Id).ForUpdate().ToListAsync(cancellation)).Count == ids.Count;

    /// <summary>What is written of a customer, and of one of its deals, appears in the history of both.</summary>
    public static async Task<Belonging?> OwnersAsync(PlatformDb db, Guid customer, Guid? deal, CancellationToken cancellation) =>
        await db.Set<Customer>().IgnoreQueryFilters([PlatformDb.DeletedFilter, PlatformDb.OrganizationFilter]).Where(c => c.Id == customer).Select(c => c.Kind).SingleOrDefaultAsync(cancellation) is { } kind
            ? new Belonging(($"customers.{kind}", customer), deal is { } id ? (DealResource.KindName, id) : null)
            : null;

    /// <summary>Puts a row that belongs to a customer into the customer's organization.</summary>
    public static async Task<Problem?> PlaceAsync<T>(Write<T> write, Guid customer, CancellationToken cancellation) where T : class, IRow, IOrganizationOwned
    {
        if (await FindAsync(write.Context.Db, customer, cancellation) is not { } found)
        {
            return NotFound;
        }

        write.Context.Db.Entry(write.Row).Property(nameof(IOrganizationOwned.OrganizationId)).CurrentValue = found.OrganizationId;
        return null;
    }
}
