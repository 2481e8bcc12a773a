using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>How many interactions a customer has of the usual types, and of all.</summary>
public sealed record InteractionCounts(int Call, int Email, int Meeting, int Note, int Task, int Total);

public sealed record CountsAnswer(bool Ok, InteractionCounts Result);

/// <summary>Counts the interactions of a customer by their types.</summary>
internal static class Counts
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/interactions/counts", Count).Requires("customers.interactions.view")
        .WithSummary("Count a customer's interactions by type").WithDescription("Types of your own count in `total` only.")
        .TakesQuery(QueryParameter.Id("entityId", "The person or company; required"),
            QueryParameter.AnyOf("status", "Only of these states", Interaction.Planned, Interaction.Done, Interaction.Canceled));

    private static async Task<Outcome<CountsAnswer>> Count(HttpContext http, PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        var query = new QueryReader(http.Request.Query);
        var (customer, states) = (query.Id("entityId"), query.Words("status", Interaction.Planned, Interaction.Done, Interaction.Canceled));
        if (customer is null && query.Problem is null)
        {
            query.Refuse("entityId", "is required");
        }

        if (query.Problem is { } problem)
        {
            return problem;
        }

        if (await CustomerRows.FindAsync(db, customer!.Value, cancellation) is null)
        {
            return CustomerRows.NotFound;
        }

        var counts = await TimelineResource.Seen(db, caller).Where(i => i.EntityId == customer && (states == null || states.Contains(i.Status)))
            .GroupBy(i => i.InteractionType).Select(g => new { Type = g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Type, g => g.Count, cancellation);
        return new CountsAnswer(true, new InteractionCounts(
            counts.GetValueOrDefault("call"), counts.GetValueOrDefault("email"), counts.GetValueOrDefault("meeting"), counts.GetValueOrDefault("note"),
            counts.GetValueOrDefault(Interaction.TaskType), counts.Values.Sum()));
    }
}
