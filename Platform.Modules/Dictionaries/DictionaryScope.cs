using Microsoft.EntityFrameworkCore;
using Platform.Dictionaries.Lists;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Dictionaries;

/// <summary>Which dictionaries a request reads and changes: an organization reads those above it too, and changes its own only.</summary>
internal sealed class DictionaryScope(PlatformDb db, Caller caller, OrganizationLines lines)
{
    public static readonly Problem NotFound = Problem.NotFound("Dictionary");

    /// <summary>Null when the caller has no organization.</summary>
    public Guid? Organization => caller.OrganizationId;

    public async Task<IQueryable<Dictionary>> ReadableAsync(Guid organization, CancellationToken cancellation)
    {
        var line = await lines.UpAsync(organization, cancellation);
        return db.Set<Dictionary>().IgnoreQueryFilters([PlatformDb.OrganizationFilter]).Where(d => line.Contains(d.OrganizationId!.Value));
    }

    /// <summary>An own dictionary, locked until the transaction ends so that changes of it and of its entries take turns.</summary>
    public Task<Dictionary?> OwnAsync(Guid organization, Guid id, CancellationToken cancellation) =>
        db.Set<Dictionary>().IgnoreQueryFilters([PlatformDb.OrganizationFilter])
            .Where(d => d.Id == id && d.OrganizationId == organization).ForUpdate().SingleOrDefaultAsync(cancellation);
}
