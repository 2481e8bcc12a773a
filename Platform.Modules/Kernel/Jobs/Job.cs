using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.Jobs;

/// <summary>Work that outlives a request: queued in JetStream, retried, followed by its progress.</summary>
public sealed class Job : IUserOwned
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid TenantId { get; init; }
    public Guid UserId { get; init; }
    public required string Kind { get; init; }
    public Json Input { get; init; } = Json.Empty;

    /// <summary>queued, running, completed or failed.</summary>
    public required string Status { get; set; }
    public long Total { get; set; }
    public long Done { get; set; }

    /// <summary>What the work has come to so far; its shape is the kind's.</summary>
    public Json Result { get; set; } = Json.Empty;
    public int Attempts { get; set; }
    public string? Error { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

internal sealed class JobTable : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("jobs", "jobs");
        builder.Property(j => j.Kind).HasMaxLength(100);
        builder.Property(j => j.Status).HasMaxLength(20);
        builder.Property(j => j.Error).HasMaxLength(2000);
        builder.HasIndex(j => new { j.TenantId, j.CreatedAt });
    }
}
