using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Dictionaries.Lists;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Dictionaries.Entries;

/// <summary>The order of a dictionary's values, and which of them is the default.</summary>
internal static class EntryOrdering
{
    private const string Kind = "dictionaries.dictionary";
    private static readonly Problem NotFound = Problem.NotFound("Dictionary entry");

    public static void Map(RouteGroupBuilder entries)
    {
        entries.MapPost("/reorder", ReorderAsync).Requires("dictionaries.manage").WithSummary("Put values of a dictionary in order")
            .WithDescription("Entries that are not named keep their positions.");
        entries.MapPost("/set-default", ChooseAsync).Requires("dictionaries.manage").WithSummary("Make a value the default of its dictionary");
    }

    private static async Task<Outcome<Acknowledged>> ReorderAsync(
        Guid dictionaryId, EntryOrder input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var positions = input.Entries!.ToLookup(e => e.Id!.Value, e => e.Position!.Value);
        if (positions.Any(p => p.Count() > 1))
        {
            return new Problem(ProblemKind.Invalid, "An entry is given twice", Fields: new Dictionary<string, string[]> { ["entries"] = ["must name each entry once"] });
        }

        await using var change = await changes.BeginAsync("dictionaries.entries.reorder", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } dictionary)
        {
            return DictionaryScope.NotFound;
        }

        var ids = positions.Select(p => p.Key).ToList();
        var rows = await EntryEndpoints.Of(db, dictionary).Where(e => ids.Contains(e.Id)).ToListAsync(cancellation);
        if (rows.Count != ids.Count)
        {
            return NotFound;
        }

        foreach (var row in rows.Where(r => r.Position != positions[r.Id].Single()))
        {
            (row.Position, row.UpdatedAt) = (positions[row.Id].Single(), clock.Now());
        }

        return await change.Describe("Reorder dictionary entries", Kind, dictionaryId).Raise($"{Kind}.updated", new { id = dictionaryId }, organization)
            .CommitAsync(new Acknowledged(), cancellation);
    }

    private static async Task<Outcome<Acknowledged>> ChooseAsync(
        Guid dictionaryId, DefaultChoice input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.entries.set_default", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } dictionary)
        {
            return DictionaryScope.NotFound;
        }

        if (!await EntryEndpoints.Of(db, dictionary).AnyAsync(e => e.Id == input.EntryId, cancellation))
        {
            return NotFound;
        }

        (dictionary.DefaultEntryId, dictionary.UpdatedAt) = (input.EntryId, clock.Now());
        return await change.Describe("Set default dictionary entry", Kind, dictionaryId).Raise($"{Kind}.updated", new { id = dictionaryId }, organization)
            .CommitAsync(new Acknowledged(), cancellation);
    }
}
