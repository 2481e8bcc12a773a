using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.QueryIndex;

/// <summary>What the jobs of the index get.</summary>
internal sealed record IndexInput(string EntityType);

/// <summary>How far a job has come, and when it began: documents that are older than that belong to records that are gone.</summary>
internal sealed record IndexProgress(Guid After, long Done, DateTimeOffset? Began);

/// <summary>Makes the documents of all records of an entity anew, a batch a transaction; goes on where it was cut off.</summary>
internal sealed class ReindexJob(SystemDb databases, Secrets secrets, IEnumerable<IIndexedRows> indexed, IndexReader index, TimeProvider clock) : IJobHandler
{
    public const string JobKind = "query_index.reindex";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var input = JsonSerializer.Deserialize<IndexInput>(run.Input.ToString())!;
        var progress = JsonSerializer.Deserialize<IndexProgress>(run.Result.ToString())!;
        progress = progress.Began is null ? progress with { Began = clock.Now() } : progress;
        await using var db = databases.OpenAs(run.Owner);
        var rows = await IndexedRows.FindAsync(indexed, db, input.EntityType, cancellation) ?? throw new JobFailedException($"{input.EntityType} is not indexed");
        var total = await rows.CountAsync(db, input.EntityType, cancellation);
        for (int count; ; progress = progress with { Done = progress.Done + count })
        {
            var last = progress.After;
            await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
            {
                count = await rows.IndexNextAsync(db, secrets, input.EntityType, progress.After, clock.Now(), id => last = id, cancellation);
                await transaction.CommitAsync(cancellation);
            }

            if (count == 0)
            {
                break;
            }

            progress = progress with { After = last };
            await run.StoreAsync(total, progress.Done + count, Json.From(progress with { Done = progress.Done + count }), cancellation);
        }

        var began = progress.Began!.Value;
        await db.Set<IndexDocument>().Where(d => d.EntityType == input.EntityType && d.UpdatedAt < began).ExecuteDeleteAsync(cancellation);
        await index.ForgetAsync(run.Owner.TenantId);
        await run.StoreAsync(progress.Done, progress.Done, Json.From(progress), cancellation);
    }
}

/// <summary>Deletes the documents of an entity.</summary>
internal sealed class PurgeJob(SystemDb databases, IndexReader index) : IJobHandler
{
    public const string JobKind = "query_index.purge";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var input = JsonSerializer.Deserialize<IndexInput>(run.Input.ToString())!;
        await using var db = databases.OpenAs(run.Owner);
        var count = await db.Set<IndexDocument>().Where(d => d.EntityType == input.EntityType).ExecuteDeleteAsync(cancellation);
        await index.ForgetAsync(run.Owner.TenantId);
        await run.StoreAsync(count, count, Json.From(new { Deleted = count }), cancellation);
    }
}
