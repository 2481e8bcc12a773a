using Microsoft.EntityFrameworkCore;
using Platform.Dictionaries.Entries;
using Platform.Dictionaries.Lists;
using Platform.Directory.Contracts;
using Platform.Kernel.Data;

namespace Platform.Dictionaries.Contracts;

/// <summary>A dictionary as other modules use it.</summary>
public sealed record DictionaryValues(Guid Id, IReadOnlyList<DictionaryValue> Entries);

public sealed record DictionaryValue(Guid Id, string Value, string Label);

/// <summary>Reads the dictionaries that an organization uses.</summary>
public sealed class DictionaryReader(PlatformDb db, OrganizationLines lines)
{
    /// <summary>The active dictionary of a key: the organization's own, or else that of the nearest above it.</summary>
    public async Task<DictionaryValues?> FindAsync(string key, Guid organization, CancellationToken cancellation)
    {
        var line = await lines.UpAsync(organization, cancellation);
        var found = await db.Set<Dictionary>().AsNoTracking().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .Where(d => d.Key == key && d.IsActive && line.Contains(d.OrganizationId!.Value)).Select(d => new { d.Id, d.OrganizationId }).ToListAsync(cancellation);
        if (found.MinBy(d => line.IndexOf(d.OrganizationId!.Value)) is not { } nearest)
        {
            return null;
        }

        return new DictionaryValues(nearest.Id, await db.Set<DictionaryEntry>().AsNoTracking().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .Where(e => e.DictionaryId == nearest.Id).OrderBy(e => e.Position).ThenBy(e => e.Label).ThenBy(e => e.Id)
            .Select(e => new DictionaryValue(e.Id, e.Value, e.Label)).ToListAsync(cancellation));
    }
}
