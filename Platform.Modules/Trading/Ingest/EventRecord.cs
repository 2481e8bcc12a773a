using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Trading.Ingest;

/// <summary>Says that an event was applied or refused, in the transaction that did: a redelivery changes nothing.</summary>
[Global("Only Workers write it; events that name nobody's ids are recorded too.")]
public sealed class EventRecord
{
    /// <summary>The publisher's event id, or <c>STREAM:sequence</c> where an event has none that can be read or that it may take.</summary>
    public required string EventId { get; init; }

    /// <summary>The trading among whose events the id is known; empty for <c>STREAM:sequence</c>.</summary>
    public Guid TradingId { get; init; }
    public required string Subject { get; init; }
    public required string Stream { get; init; }
    public long Sequence { get; init; }
    public Guid? UserId { get; init; }
    public Guid? SubAccountId { get; init; }

    /// <summary>processed or failed.</summary>
    public required string Status { get; set; }
    public int Attempts { get; set; }

    /// <summary>Why the event was refused.</summary>
    public string? Reason { get; set; }
    public DateTimeOffset ProcessedAt { get; set; }

    public const string Processed = "processed";
    public const string Failed = "failed";
}

internal sealed class EventRecordTable : IEntityTypeConfiguration<EventRecord>
{
    public void Configure(EntityTypeBuilder<EventRecord> builder)
    {
        builder.ToTable("event_processing", "trading");
        builder.HasKey(e => new { e.EventId, e.TradingId });
        builder.Property(e => e.EventId).HasMaxLength(200);
        builder.Property(e => e.Subject).HasMaxLength(200);
        builder.Property(e => e.Stream).HasMaxLength(50);
        builder.Property(e => e.Status).HasMaxLength(10);
        builder.Property(e => e.Reason).HasMaxLength(500);
        builder.HasIndex(e => e.ProcessedAt).HasMethod("brin");
        builder.HasIndex(e => new { e.ProcessedAt, e.EventId }).HasFilter("status = 'failed'").HasDatabaseName("ix_event_processing_failed");
    }
}
