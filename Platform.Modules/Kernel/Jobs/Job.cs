using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Jobs;

/// <summary>
/// Work that outlives a request, followed by its progress: run by Workers from a queue, or by a client that reports over
/// the API how far it is. What is over stays as it is.
/// </summary>
[NotRecorded("progress of work that was asked for")]
public sealed class Job : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    /// <summary>Who asked for it; empty when no user did.</summary>
    public Guid UserId { get; init; }
    public Guid? ParentId { get; init; }

    [SortedText]
    public required string Kind { get; init; }

    /// <summary>What people read; the kind when left out.</summary>
    [SortedText]
    public string? Name { get; init; }
    public string? Description { get; set; }
    public Json Input { get; init; } = Json.Empty;

    /// <summary>Whether a client does the work and reports it; else Workers do.</summary>
    public bool IsExternal { get; init; }
    public bool IsCancellable { get; init; } = true;

    /// <summary>One of <see cref="JobStatus"/>.</summary>
    [SortedText]
    public required string Status { get; set; }
    public long Total { get; set; }
    public long Done { get; set; }

    /// <summary>Said by the client that does the work, where counts do not tell.</summary>
    public int? Percent { get; set; }
    public int? EtaSeconds { get; set; }

    /// <summary>What the work has come to so far; its shape is the kind's, and only the kind's own operations show it.</summary>
    public Json Result { get; set; } = Json.Empty;

    /// <summary>What people may read of the result.</summary>
    public Json? Summary { get; set; }

    /// <summary>Whatever a client wants to keep with the job.</summary>
    public Json? Meta { get; set; }
    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed, with details that are not for everybody.</summary>
    public string? Error { get; set; }

    /// <summary>Why the job failed, for people.</summary>
    public string? Failure { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>The last sign of life of whoever does the work.</summary>
    public DateTimeOffset? HeartbeatAt { get; set; }
    public DateTimeOffset? CancelRequestedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    public bool IsOver => Status is JobStatus.Completed or JobStatus.Failed or JobStatus.Cancelled;

    public void Start(DateTimeOffset now)
    {
        Status = JobStatus.Running;
        StartedAt ??= now;
    }

    public void Finish(string status, DateTimeOffset now) => (Status, FinishedAt, UpdatedAt) = (status, now, now);

    /// <summary>What nobody has begun is over at once; whoever works on it is asked to stop.</summary>
    public void Cancel(DateTimeOffset now)
    {
        CancelRequestedAt ??= now;
        UpdatedAt = now;
        if (Status == JobStatus.Queued)
        {
            Finish(JobStatus.Cancelled, now);
        }
    }
}

/// <summary>The states of a job: queued, running, then one of the last three for ever.</summary>
internal static class JobStatus
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
}

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public const int MaxName = 200;
    public const int MaxDescription = 1000;
    public const int MaxError = 2000;

    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs", "jobs");
        builder.Property(j => j.Kind).HasMaxLength(100);
        builder.Property(j => j.Name).HasMaxLength(MaxName);
        builder.Property(j => j.Description).HasMaxLength(MaxDescription);
        builder.Property(j => j.Status).HasMaxLength(20);
        builder.Property(j => j.Error).HasMaxLength(MaxError);
        builder.Property(j => j.Failure).HasMaxLength(MaxError);
        builder.Property(j => j.IsExternal).HasDefaultValue(false);
        builder.Property(j => j.IsCancellable).HasDefaultValue(true).HasSentinel(true);
        builder.HasIndex(j => new { j.TenantId, j.CreatedAt });
        builder.HasIndex(j => j.HeartbeatAt).HasFilter("is_external AND status = 'running'");
    }
}
