using Platform.Kernel.Data;
using Platform.Kernel.Jobs;

namespace Platform.Progress;

/// <summary>A job in a list.</summary>
/// <param name="JobType">Its kind, such as <c>query_index.reindex</c>.</param>
/// <param name="Status"><c>pending</c>, <c>running</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="TotalCount">Null while nobody knows.</param>
internal record JobView(
    Guid Id, string JobType, string Name, string? Description, string Status, int ProgressPercent, long ProcessedCount, long? TotalCount,
    int? EtaSeconds, bool Cancellable, Guid? ParentJobId, Guid? StartedByUserId, DateTimeOffset? StartedAt, DateTimeOffset? HeartbeatAt,
    DateTimeOffset? FinishedAt, DateTimeOffset? CancelRequestedAt, string? ErrorMessage, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    Guid TenantId, Guid? OrganizationId)
{
    public static JobView Of(Job job, DateTimeOffset now) => new(
        job.Id, job.Kind, job.Name ?? job.Kind, job.Description, JobProgress.Shown(job.Status),
        JobProgress.Percent(job.Done, job.Total, job.Percent, job.Status), job.Done, JobProgress.Known(job.Total), JobProgress.Eta(job, now),
        job.IsCancellable, job.ParentId, job.UserId == Guid.Empty ? null : job.UserId, job.StartedAt, job.HeartbeatAt,
        job.FinishedAt, job.CancelRequestedAt, job.Failure, job.CreatedAt, job.UpdatedAt, job.TenantId, job.OrganizationId);
}

/// <summary>A job by itself, with what it carries.</summary>
internal sealed record JobDetail : JobView
{
    private JobDetail(JobView view, Job job) : base(view)
    {
        Meta = job.Meta;
        ResultSummary = job.Summary;
    }

    /// <summary>Always true: clients that change a job look for it.</summary>
    public bool Ok { get; } = true;

    public Json? Meta { get; }

    /// <summary>What the work came to, for people.</summary>
    public Json? ResultSummary { get; }

    public static new JobDetail Of(Job job, DateTimeOffset now) => new(JobView.Of(job, now), job);
}
