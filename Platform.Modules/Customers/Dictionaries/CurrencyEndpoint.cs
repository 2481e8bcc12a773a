using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Dictionaries.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.Customers.Dictionaries;

/// <summary>The currencies of deals.</summary>
internal static class CurrencyEndpoint
{
    private const string Key = "currency";

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/dictionaries/currency", Find).Requires("customers.people.view").WithSummary("Read the dictionary of currencies")
            .WithDescription("That of the selected organization, or of the nearest one above it; 404 where there is none.");

    private static async Task<Outcome<DictionaryValues>> Find(Caller caller, DictionaryReader dictionaries, CancellationToken cancellation) =>
        caller.OrganizationId is not { } organization ? Problem.NoOrganization
        : await dictionaries.FindAsync(Key, organization, cancellation) is { } found ? found
        : Problem.NotFound("Currency dictionary");
}
