using Microsoft.EntityFrameworkCore;
using Platform.Customers.Companies;
using Platform.Customers.Deals;
using Platform.Customers.Links;
using Platform.Customers.People;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>What keeps a customer from being deleted, also where the caller does not see it.</summary>
internal static class Dependents
{
    /// <returns>Null when nothing does.</returns>
    public static async Task<Problem?> RefuseAsync(PlatformDb db, Customer customer, CancellationToken cancellation)
    {
        var id = customer.Id;
        var what = customer is Company && await HasPeopleAsync(db, id, cancellation) ? "people"
            : await db.Set<DealCustomer>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).AnyAsync(l => l.CustomerId == id && l.Deal!.DeletedAt == null, cancellation) ? "deals"
            : null;
        var (label, code) = customer is Company ? ("Company", "COMPANY_HAS_DEPENDENTS") : ("Person", "PERSON_HAS_DEPENDENTS");
        return what is null ? null : new Problem(ProblemKind.Unprocessable, $"{label} has linked records ({what}); unlink or reassign them first", Code: code);
    }

    private static async Task<bool> HasPeopleAsync(PlatformDb db, Guid company, CancellationToken cancellation) =>
        await db.Set<PersonCompany>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).AnyAsync(l => l.CompanyId == company && l.Person!.DeletedAt == null, cancellation)
        || await db.Set<Person>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).AnyAsync(p => p.CompanyEntityId == company, cancellation);
}

/// <summary>Undo and redo, too, leave customers alone on whom something depends.</summary>
internal sealed class DependentsHold<T> : IUndoRule where T : Customer
{
    public Type RowType => typeof(T);

    public async Task<bool> HoldsAsync(PlatformDb db, CancellationToken cancellation)
    {
        var gone = db.ChangeTracker.Entries<T>().Where(e => e.State == EntityState.Modified && e.Entity.DeletedAt is not null).Select(e => e.Entity).ToList();
        await CustomerRows.HoldAsync(db, gone.ConvertAll(c => c.Id), cancellation);
        foreach (var customer in gone)
        {
            // An action deletes, or has created, one customer.
            if (await Dependents.RefuseAsync(db, customer, cancellation) is not null)
            {
                return false;
            }
        }

        return true;
    }
}
