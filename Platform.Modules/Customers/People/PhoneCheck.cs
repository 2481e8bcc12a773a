using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.People;

/// <summary>The person who has a number.</summary>
public sealed record PhoneMatch(Guid Id, string DisplayName, string? PrimaryPhone);

/// <param name="Match">Null when nobody has it.</param>
public sealed record PhoneAnswer(PhoneMatch? Match);

/// <summary>Tells whether a telephone number is somebody's, before he is entered a second time.</summary>
internal static class PhoneCheck
{
    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/people/check-phone", Check).Requires("customers.people.view").WithSummary("Find the person who has a telephone number")
            .WithDescription("Compares digits only, all of them. Of several people the one who was entered first.").TakesQuery(("digits", "The number"));

    private static async Task<Outcome<PhoneAnswer>> Check(CrudContext context, CancellationToken cancellation)
    {
        var read = new QueryReader(context.Http.Request.Query);
        if (read.Text("digits") is not { } text)
        {
            return read.Problem ?? Problem.OfField("digits", "is required");
        }

        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var hash = Contacts.PhoneHash(secrets, text);
        var person = Contacts.Digits(text).Length == 0 ? null : await context.Db.Set<Person>().AsNoTracking().Where(p => p.PhoneHash == hash)
            .OrderBy(p => p.CreatedAt).ThenBy(p => p.Id).Select(p => new { p.Id, p.DisplayName, p.PrimaryPhone }).FirstOrDefaultAsync(cancellation);
        if (person is null)
        {
            return new PhoneAnswer(null);
        }

        context.Accesses.Record(context.Caller, "customers.person", [person.Id], AccessLog.ReadItem, AccessFields.Of<PhoneMatch>());
        return new PhoneAnswer(new PhoneMatch(person.Id, secrets.Read(person.DisplayName), secrets.Read(person.PrimaryPhone)));
    }
}
