using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Jobs;

namespace Platform.Entities.Encryption;

/// <summary>Starts the job by which rows follow a map that is being changed.</summary>
internal static class MapChange
{
    /// <summary>Adds it to what the context saves next.</summary>
    /// <param name="before">The fields that were mapped: until the job is done, lists treat them as ciphertext.</param>
    /// <returns>The job's id.</returns>
    public static async Task<Guid> FollowAsync(
        PlatformDb db, EncryptionMap map, IEnumerable<string> before, Caller caller, DateTimeOffset now, CancellationToken cancellation)
    {
        var input = Json.From(new ConformInput(map.EntityId, map.OrganizationId));
        var job = db.StartJob(new NewJob(ConformJob.JobKind, input, $"Encrypt {map.EntityId}"), map.TenantId, caller.OrganizationId, caller.UserId, now);
        var opening = await db.Set<OpeningField>().Where(o => o.EntityId == map.EntityId).ToListAsync(cancellation);
        foreach (var field in before.Except(opening.Select(o => o.Field)))
        {
            db.Add(new OpeningField { TenantId = map.TenantId, EntityId = map.EntityId, Field = field, JobId = job });
        }

        opening.ForEach(o => o.JobId = job);
        return job;
    }
}
