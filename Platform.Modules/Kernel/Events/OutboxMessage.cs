using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>A message that must reach JetStream because what it reports was committed. Deleted once acknowledged.</summary>
[Global("Carries messages between processes; only the relay reads it.")]
public sealed class OutboxMessage
{
    /// <summary>Also the message's id in JetStream, which drops a second copy.</summary>
    public Guid Id { get; init; } = RowId.New();
    public required string Subject { get; init; }
    public required byte[] Payload { get; init; }

    /// <summary>Message headers as a JSON object of strings, the trace context among them.</summary>
    public Json Headers { get; init; } = Json.Empty;
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Why it can never be published as it is; the relay goes past it until somebody puts it right and clears this.</summary>
    public string? Refusal { get; set; }
}

internal sealed class OutboxTable : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("outbox", "events");
        builder.Property(m => m.Subject).HasMaxLength(200);
        builder.Property(m => m.Refusal).HasMaxLength(500);
    }
}

/// <summary>Says that a consumer has handled a message, in the transaction that did.</summary>
[Global("Holds message ids only.")]
public sealed class InboxMessage
{
    public required string Consumer { get; init; }
    public required string MessageId { get; init; }
    public DateTimeOffset HandledAt { get; init; }
}

internal sealed class InboxTable : IEntityTypeConfiguration<InboxMessage>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.ToTable("inbox", "events");
        builder.HasKey(m => new { m.Consumer, m.MessageId });
        builder.Property(m => m.Consumer).HasMaxLength(100);
        builder.Property(m => m.MessageId).HasMaxLength(200);
        builder.HasIndex(m => m.HandledAt).HasMethod("brin");
    }
}

/// <summary>What a consumer did on one day (UTC), counted in the transactions that did it.</summary>
[Global("Counts per consumer, nobody's data.")]
public sealed class ConsumerDay
{
    public required string Consumer { get; init; }
    public DateOnly Day { get; init; }
    public long Processed { get; set; }
    public long Failed { get; set; }
    public long Duplicates { get; set; }

    /// <summary>Time spent on the events of the day, in milliseconds.</summary>
    public double Milliseconds { get; set; }
    public DateTimeOffset LastProcessedAt { get; set; }
}

internal sealed class ConsumerDayTable : IEntityTypeConfiguration<ConsumerDay>
{
    public void Configure(EntityTypeBuilder<ConsumerDay> builder)
    {
        builder.ToTable("consumer_days", "events");
        builder.HasKey(d => new { d.Consumer, d.Day });
        builder.Property(d => d.Consumer).HasMaxLength(100);
    }
}
