using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Dictionaries.Lists;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Dictionaries;

/// <summary>Which dictionaries a request reads and changes: an organization reads those above it too, and changes its own only.</summary>
internal sealed class DictionaryScope(PlatformDb db, Caller caller, OrganizationLines lines, Actions actions)
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

    /// <summary>Saves and commits as one action that can be undone.</summary>
    /// <param name="taken">What it means that a unique index refuses.</param>
    /// <returns>Null when saved.</returns>
    public async Task<Problem?> SaveAsync(
        (string Command, string Label, string Kind, Guid Id) action, string? happened, Problem? taken, CancellationToken cancellation)
    {
        actions.Begin(action.Command, action.Label, action.Kind, action.Id);
        if (happened is not null)
        {
            db.Raise($"{action.Kind}.{happened}", caller.TenantId, Organization, new { id = action.Id });
        }

        try
        {
            await actions.SaveAsync(db, db.Database.CurrentTransaction!, cancellation);
        }
        catch (DbUpdateException exception) when (taken is not null && exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return taken;
        }

        return null;
    }
}
