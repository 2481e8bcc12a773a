using Microsoft.EntityFrameworkCore;
using Platform.Customers.Companies;
using Platform.Customers.People;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Customers.Deals;

/// <summary>A person or a company that has a part in a deal.</summary>
/// <param name="Subtitle">What tells it from others of the name: a job, an address, a domain.</param>
/// <param name="Kind"><c>person</c> or <c>company</c>.</param>
public sealed record DealPart(Guid Id, string Label, string? Subtitle, string Kind, DateTimeOffset LinkedAt);

internal static class DealPartViews
{
    /// <summary>The customers of a deal as people may read them, of one kind or of both, in the order in which they came.</summary>
    public static async Task<IReadOnlyList<DealPart>> OfAsync(PlatformDb db, TenantSecrets secrets, Guid deal, string? kind, CancellationToken cancellation)
    {
        var found = await db.Set<DealCustomer>().AsNoTracking().Where(l => l.DealId == deal && (kind == null || l.Customer!.Kind == kind))
            .OrderBy(l => l.CreatedAt).ThenBy(l => l.Id)
            .Select(l => new
            {
                l.CustomerId, l.Customer!.Kind, l.Customer.DisplayName, l.Customer.PrimaryEmail, l.Customer.PrimaryPhone, l.CreatedAt,
                ((Person)l.Customer).JobTitle, ((Company)l.Customer).Domain, ((Company)l.Customer).WebsiteUrl,
            }).ToListAsync(cancellation);
        return
        [
            .. found.Select(f => new DealPart(
                f.CustomerId, Read(f.DisplayName) ?? f.CustomerId.ToString(),
                f.Kind == Customer.PersonKind ? Read(f.JobTitle) ?? Read(f.PrimaryEmail) ?? Read(f.PrimaryPhone) : Read(f.Domain) ?? Read(f.WebsiteUrl),
                f.Kind, f.CreatedAt)),
        ];

        string? Read(string? text) => secrets.Read(Contacts.OrNull(text));
    }
}
