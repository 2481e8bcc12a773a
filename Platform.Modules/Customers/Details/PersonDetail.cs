using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using System.Text.Json.Nodes;
using Platform.Customers.Links;
using Platform.Customers.People;
using Platform.Customers.Tags;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Details;

/// <summary>A company of the person that is shown.</summary>
public sealed record CompanyOfPerson(Guid Id, Guid LinkId, string DisplayName, bool IsPrimary);

/// <summary>The company of the primary link.</summary>
public sealed record PrimaryCompany(Guid Id, string DisplayName);

/// <summary>A person with everything that is asked for.</summary>
/// <param name="InteractionMode">Always <c>canonical</c>: the timeline holds activities and tasks.</param>
/// <param name="CustomFields">Values by their bare keys.</param>
/// <param name="IsPrimary">Whether one of the companies is the primary one.</param>
/// <param name="Company">That one; null where none is.</param>
public sealed record PersonDetails(
    string InteractionMode, CustomerView Person, PersonProfile Profile, JsonObject CustomFields, IReadOnlyList<TagView> Tags, IReadOnlyList<AddressView> Addresses,
    IReadOnlyList<CommentView> Comments, IReadOnlyList<ActivityView> Activities, IReadOnlyList<InteractionView> Interactions, IReadOnlyList<DealView> Deals,
    IReadOnlyList<TodoView> Todos, bool IsPrimary, PrimaryCompany? Company, IReadOnlyList<CompanyOfPerson> Companies, RelatedCounts Counts, Viewer Viewer);

/// <summary>One person.</summary>
internal static class PersonDetail
{
    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGroup("/people/{id}").ExpectsIds("id").MapGet("", Find).Requires("customers.people.view").OnOneConnection().WithSummary("Read a person with what is kept about it")
            .WithDescription($"Profile, custom fields, tags, companies and counts always; the newest {RelatedRows.Most} of every sort that `include` names and the caller may see.")
            .TakesQuery((Related.Parameter, "Comma-separated: addresses, comments, activities, interactions, deals, todos"));

    private static async Task<Outcome<PersonDetails>> Find(PathId id, CrudContext context, CancellationToken cancellation)
    {
        if (await context.Db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id.Value, cancellation) is not { } person)
        {
            return Problem.NotFound("Person");
        }

        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var related = await Related.LoadAsync(context, id, cancellation);
        var links = await LinkEndpoints.OfAsync(context.Db, id, cancellation);
        var tags = await CustomerTags.ByCustomerAsync(context.Db, [id], cancellation);
        context.Accesses.Record(context.Caller, "customers.person", [person.Id], AccessLog.ReadItem, AccessFields.Of<PersonDetails>());
        return new PersonDetails(
            "canonical", CustomerView.Of(person, secrets), PersonProfile.Of(person, secrets), CustomValues.Open(person.Custom, secrets), [.. tags[id]], related.Addresses,
            related.Comments, related.Activities, related.Interactions, related.Deals, related.Todos, links.Exists(l => l.IsPrimary),
            links.Find(l => l.IsPrimary) is { } primary ? new PrimaryCompany(primary.CompanyId, secrets.Read(primary.Company!.DisplayName)) : null,
            links.ConvertAll(l => new CompanyOfPerson(l.CompanyId, l.Id, secrets.Read(l.Company!.DisplayName), l.IsPrimary)), related.Counts, Viewer.Of(context.Caller));
    }
}
