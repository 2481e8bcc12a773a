using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Entities.Records;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;
using Platform.Kernel.Security;

namespace Platform.Entities.Encryption;

/// <summary>The entity whose rows follow its map.</summary>
internal sealed record ConformInput(string EntityId, Guid? OrganizationId);

/// <summary>How far the job has come.</summary>
internal sealed record ConformProgress(Guid After, long Done);

/// <summary>Seals what an entity's map names and opens what it names no more, a batch a transaction; goes on where it was cut off.</summary>
internal sealed class ConformJob(SystemDb databases, Secrets secrets, CustomFieldCatalog catalog, IEnumerable<IResource> resources) : IJobHandler
{
    public const string JobKind = "entities.encryption";
    private const int Batch = 500;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var input = JsonSerializer.Deserialize<ConformInput>(run.Input.ToString())!;
        var progress = JsonSerializer.Deserialize<ConformProgress>(run.Result.ToString())!;
        await using var db = databases.OpenAs(run.Owner);

        // The queue may be faster than the word that the map has changed.
        await catalog.ForgetAsync(run.Owner.TenantId);
        var resource = resources.FirstOrDefault(r => r.EntityId == input.EntityId);
        var total = resource is null
            ? await db.Set<EntityRecord>().LongCountAsync(r => r.EntityId == input.EntityId, cancellation)
            : await resource.CountAsync(db, input.EntityId, cancellation);
        for (var count = -1; count != 0;)
        {
            var last = progress.After;
            await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
            {
                count = resource is null
                    ? await NextRecordsAsync(db, input.EntityId, progress.After, id => last = id, cancellation)
                    : await resource.SealNextAsync(db, secrets, catalog, input.OrganizationId, progress.After, id => last = id, cancellation);
                await transaction.CommitAsync(cancellation);
            }

            progress = new ConformProgress(last, progress.Done + count);
            await run.StoreAsync(Math.Max(total, progress.Done), progress.Done, Json.From(progress), cancellation);
        }

        // A later change of the map has a job of its own, and leaves the field hidden until that one is done.
        await db.Set<OpeningField>().Where(o => o.EntityId == input.EntityId && o.JobId == run.Id).ExecuteDeleteAsync(cancellation);
        await catalog.ForgetAsync(run.Owner.TenantId);
    }

    private async Task<int> NextRecordsAsync(PlatformDb db, string entityId, Guid after, Action<Guid> last, CancellationToken cancellation)
    {
        db.ChangeTracker.Clear();
        var vault = await secrets.OfTenantAsync(db, cancellation);
        var records = await db.Set<EntityRecord>().IgnoreQueryFilters([PlatformDb.DeletedFilter])
            .Where(r => r.EntityId == entityId && r.Id > after).OrderBy(r => r.Id).Take(Batch).ForUpdate().ToListAsync(cancellation);
        foreach (var record in records)
        {
            record.Custom = CustomValues.Conform(record.Custom, await catalog.OfAsync(db, entityId, record.OrganizationId, cancellation), vault);
            last(record.Id);
        }

        await db.SaveChangesAsync(cancellation);
        return records.Count;
    }
}
