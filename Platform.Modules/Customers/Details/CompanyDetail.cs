using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using System.Text.Json.Nodes;
using Platform.Customers.Companies;
using Platform.Customers.Links;
using Platform.Customers.Tags;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Details;

/// <summary>A company with everything that is asked for.</summary>
/// <param name="InteractionMode">Always <c>canonical</c>: the timeline holds activities and tasks.</param>
/// <param name="CustomFields">Values by their bare keys.</param>
public sealed record CompanyDetails(
    string InteractionMode, CustomerView Company, CompanyProfile Profile, JsonObject CustomFields, IReadOnlyList<TagView> Tags, IReadOnlyList<AddressView> Addresses,
    IReadOnlyList<CommentView> Comments, IReadOnlyList<ActivityView> Activities, IReadOnlyList<InteractionView> Interactions, IReadOnlyList<DealView> Deals,
    IReadOnlyList<TodoView> Todos, IReadOnlyList<LinkedPerson> People, RelatedCounts Counts, Viewer Viewer);

/// <summary>One company.</summary>
internal static class CompanyDetail
{
    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGroup("/companies/{id}").ExpectsIds("id").MapGet("", Find).Requires("customers.companies.view").OnOneConnection().WithSummary("Read a company with what is kept about it")
            .WithDescription($"Profile, custom fields, tags and counts always; the newest {RelatedRows.Most} of every sort that `include` names and the caller may see.")
            .TakesQuery((Related.Parameter, "Comma-separated: addresses, comments, activities, interactions, deals, todos, people"));

    private static async Task<Outcome<CompanyDetails>> Find(PathId id, CrudContext context, CancellationToken cancellation)
    {
        var db = context.Db;
        if (await db.Set<Company>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id.Value, cancellation) is not { } company)
        {
            return Problem.NotFound("Company");
        }

        var secrets = await context.Secrets.OfTenantAsync(db, cancellation);
        var related = await Related.LoadAsync(context, id, cancellation);
        var tags = await CustomerTags.ByCustomerAsync(db, [id], cancellation);
        var people = Related.Asks(context, "people")
            ? await LinkedPeople.Shown(db.Set<PersonCompany>().AsNoTracking().Where(l => l.CompanyId == id.Value && l.Person!.DeletedAt == null)
                .OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id).Take(RelatedRows.Most)).ToListAsync(cancellation)
            : [];
        context.Accesses.Record(context.Caller, "customers.company", [company.Id], AccessLog.ReadItem, AccessFields.Of<CompanyDetails>());
        return new CompanyDetails(
            "canonical", CustomerView.Of(company, secrets), CompanyProfile.Of(company, secrets), CustomValues.Open(company.Custom, secrets), [.. tags[id]], related.Addresses,
            related.Comments, related.Activities, related.Interactions, related.Deals, related.Todos,
            people.ConvertAll(p => LinkedPeople.Open(p, secrets)), related.Counts, Viewer.Of(context.Caller));
    }
}
