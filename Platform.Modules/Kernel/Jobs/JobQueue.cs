using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Data;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Queues work within the caller's transaction: it runs if and only if that commits.</summary>
internal static class JobQueue
{
    public const string SubjectPrefix = "jobs.";
    public const string DeadPrefix = "dead.jobs.";

    /// <summary>Each message leaves the stream when its job is over.</summary>
    public static readonly StreamSpec Stream = new("JOBS", TimeSpan.FromDays(7), ["jobs.>"], WorkQueue: true);

    public static readonly StreamSpec DeadStream = new("JOBS_DEAD", TimeSpan.FromDays(30), ["dead.jobs.>"]);

    /// <summary>Adds the row of a new job and the message that starts it.</summary>
    public static void Enqueue(this NpgsqlBatch batch, Guid id, string kind, Scope owner, Json input, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new("""
            INSERT INTO jobs.jobs (id, tenant_id, user_id, kind, input, status, total, done, result, attempts, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, 'queued', 0, 0, '{}', 0, $6, $6)
            """)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = owner.TenantId }, new() { Value = owner.UserId }, new() { Value = kind },
                new() { Value = input.ToString(), NpgsqlDbType = NpgsqlDbType.Json }, new() { Value = now.UtcDateTime },
            },
        });
        batch.BatchCommands.Add(Outbox.Command(SubjectPrefix + kind, JsonSerializer.SerializeToUtf8Bytes(new JobMessage(id))));
    }
}

/// <summary>What the queue carries; everything else is in the job's row.</summary>
internal sealed record JobMessage(Guid JobId);
