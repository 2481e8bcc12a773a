using Npgsql;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>What is told of jobs while they go on.</summary>
internal static class JobEvents
{
    public const string Created = "progress.job.created";
    public const string Started = "progress.job.started";
    public const string Updated = "progress.job.updated";
    public const string Completed = "progress.job.completed";
    public const string Failed = "progress.job.failed";
    public const string Cancelled = "progress.job.cancelled";

    /// <summary>The event of a state.</summary>
    public static string Of(string status) => status switch
    {
        JobStatus.Queued => Created,
        JobStatus.Running => Started,
        JobStatus.Completed => Completed,
        JobStatus.Failed => Failed,
        _ => Cancelled,
    };

    /// <summary>Raises the event when the context saves.</summary>
    public static void Raise(PlatformDb db, Job job, string type) => db.Raise(type, job.TenantId, job.OrganizationId, new
    {
        id = job.Id, jobId = job.Id, jobType = job.Kind, name = job.Name ?? job.Kind, status = JobProgress.Shown(job.Status),
        processedCount = job.Done, totalCount = JobProgress.Known(job.Total),
        progressPercent = JobProgress.Percent(job.Done, job.Total, job.Percent, job.Status),
    });

    /// <summary>The same as a command: reads the row as the transaction has left it.</summary>
    public static async Task<NpgsqlBatchCommand?> CommandAsync(NpgsqlConnection connection, Guid id, string type, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT tenant_id, organization_id, kind, name, status, done, total, percent FROM jobs.jobs WHERE id = $1", connection)
        { Parameters = { new() { Value = id } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var (kind, status, done, total) = (reader.GetString(2), reader.GetString(4), reader.GetInt64(5), reader.GetInt64(6));
        var percent = await reader.IsDBNullAsync(7, cancellation) ? null : (int?)reader.GetInt32(7);
        return DomainEvents.Command(type, reader.GetGuid(0), await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetGuid(1), new
        {
            id, jobId = id, jobType = kind, name = await reader.IsDBNullAsync(3, cancellation) ? kind : reader.GetString(3),
            status = JobProgress.Shown(status), processedCount = done, totalCount = JobProgress.Known(total),
            progressPercent = JobProgress.Percent(done, total, percent, status),
        });
    }
}

/// <summary>How far a job is, as clients read it.</summary>
internal static class JobProgress
{
    /// <summary>The documented name of a state.</summary>
    public static string Shown(string status) => status == JobStatus.Queued ? "pending" : status;

    public static long? Known(long total) => total > 0 ? total : null;

    public static int Percent(long done, long total, int? said, string status) =>
        status == JobStatus.Completed ? 100 : said ?? (total > 0 ? (int)Math.Clamp(done * 100 / total, 0, 100) : 0);

    /// <summary>How long it still takes if it goes on as it went.</summary>
    public static int? Eta(Job job, DateTimeOffset now)
    {
        if (job.Status != JobStatus.Running || job.EtaSeconds is not null || job.StartedAt is not { } started)
        {
            return job.Status == JobStatus.Running ? job.EtaSeconds : null;
        }

        var (done, all) = job.Percent is { } percent ? (percent, 100L) : (job.Done, job.Total);
        return done > 0 && all > 0 ? (int)Math.Clamp((now - started).TotalSeconds / done * Math.Max(0, all - done), 0, int.MaxValue) : null;
    }
}
