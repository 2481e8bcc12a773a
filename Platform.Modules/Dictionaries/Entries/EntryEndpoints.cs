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

/// <summary>The values of a dictionary.</summary>
internal static class EntryEndpoints
{
    private const string Kind = "dictionaries.entry";
    private static readonly Problem NotFound = Problem.NotFound("Dictionary entry");
    private static readonly Problem ValueTaken = new(ProblemKind.Conflict, "An entry with this value already exists");

    public static void Map(RouteGroupBuilder dictionaries)
    {
        var group = dictionaries.MapGroup("/{dictionaryId:guid}/entries");
        group.MapGet("", ListAsync).Requires("dictionaries.view").WithSummary("List the values of a dictionary");
        group.MapPost("", CreateAsync).Requires("dictionaries.manage").Creates().WithSummary("Add a value to a dictionary");
        group.MapPatch("/{entryId:guid}", UpdateAsync).Requires("dictionaries.manage").WithSummary("Change a value of a dictionary");
        group.MapDelete("/{entryId:guid}", DeleteAsync).Requires("dictionaries.manage").WithSummary("Delete a value of a dictionary");
        EntryOrdering.Map(group);
    }

    private static async Task<Outcome<EntryItems>> ListAsync(Guid dictionaryId, DictionaryScope scope, PlatformDb db, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var dictionary = await (await scope.ReadableAsync(organization, cancellation)).AsNoTracking().SingleOrDefaultAsync(d => d.Id == dictionaryId, cancellation);
        return dictionary is null
            ? DictionaryScope.NotFound
            : new EntryItems(await Of(db, dictionary).AsNoTracking().OrderBy(e => e.Position).ThenBy(e => e.Label).ThenBy(e => e.Id)
                .Select(EntryView.To(dictionary.DefaultEntryId)).ToListAsync(cancellation));
    }

    private static async Task<Outcome<EntryView>> CreateAsync(
        Guid dictionaryId, NewEntry input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.entries.create", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } dictionary)
        {
            return DictionaryScope.NotFound;
        }

        var now = clock.Now();
        var value = input.Value!.Trim();
        var row = new DictionaryEntry
        {
            TenantId = db.Scope.TenantId, OrganizationId = organization, DictionaryId = dictionaryId,
            Value = value, Label = Or(input.Label, value), Color = OrNull(input.Color), Icon = OrNull(input.Icon),
            Position = input.Position ?? (await Of(db, dictionary).MaxAsync(e => (int?)e.Position, cancellation) + 1 ?? 0), CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        if (input.IsDefault == true)
        {
            (dictionary.DefaultEntryId, dictionary.UpdatedAt) = (row.Id, now);
        }

        return await change.Describe("Create dictionary entry", Kind, row.Id).Raise($"{Kind}.created", new { id = row.Id }, organization)
            .CommitAsync(EntryView.From(row, dictionary.DefaultEntryId), cancellation, _ => ValueTaken);
    }

    private static async Task<Outcome<EntryView>> UpdateAsync(
        Guid dictionaryId, Guid entryId, EntryChange input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.entries.update", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } dictionary)
        {
            return DictionaryScope.NotFound;
        }

        if (await Of(db, dictionary).SingleOrDefaultAsync(e => e.Id == entryId, cancellation) is not { } row)
        {
            return NotFound;
        }

        if (input.Value?.Trim() is { } value)
        {
            row.Value = value;
        }

        row.Label = input.Label is null ? row.Label : Or(input.Label, row.Value);
        row.Color = input.HasColor ? OrNull(input.Color) : row.Color;
        row.Icon = input.HasIcon ? OrNull(input.Icon) : row.Icon;
        row.Position = input.Position ?? row.Position;
        row.UpdatedAt = clock.Now();
        return await change.Describe("Update dictionary entry", Kind, row.Id).Raise($"{Kind}.updated", new { id = row.Id }, organization)
            .CommitAsync(EntryView.From(row, dictionary.DefaultEntryId), cancellation, _ => ValueTaken);
    }

    private static async Task<Outcome<Acknowledged>> DeleteAsync(
        Guid dictionaryId, Guid entryId, DictionaryScope scope, PlatformDb db, Changes changes, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.entries.delete", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } dictionary)
        {
            return DictionaryScope.NotFound;
        }

        if (await Of(db, dictionary).SingleOrDefaultAsync(e => e.Id == entryId, cancellation) is not { } row)
        {
            return NotFound;
        }

        db.Remove(row);
        return await change.Describe("Delete dictionary entry", Kind, row.Id).Raise($"{Kind}.deleted", new { id = row.Id }, organization)
            .CommitAsync(new Acknowledged(), cancellation);
    }

    /// <summary>Whoever may read a dictionary may read its entries, which belong to the same organization.</summary>
    internal static IQueryable<DictionaryEntry> Of(PlatformDb db, Dictionary dictionary) =>
        db.Set<DictionaryEntry>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).Where(e => e.DictionaryId == dictionary.Id);

    private static string Or(string? text, string other) => string.IsNullOrWhiteSpace(text) ? other : text.Trim();

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
