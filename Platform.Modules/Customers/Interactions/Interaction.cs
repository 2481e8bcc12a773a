using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Customers.Interactions;

/// <summary>What was done or is planned with a customer: a call, a meeting, a note, a task. The one timeline.</summary>
public sealed class Interaction : IOrganizationOwned, ISoftDeleted, IRow, ICustomized
{
    public const string Planned = "planned";
    public const string Done = "done";
    public const string Canceled = "canceled";
    public const string TaskType = "task";
    public const string Private = "private";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid EntityId { get; set; }
    public Guid? DealId { get; set; }

    [SortedText]
    public string InteractionType { get; set; } = "";
    public string? Title { get; set; }
    public string? Body { get; set; }

    /// <summary><c>planned</c>, <c>done</c> or <c>canceled</c>.</summary>
    [SortedText]
    public string Status { get; set; } = Planned;
    public DateTimeOffset? ScheduledAt { get; set; }
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>Where it stands on the timeline: when it was, else when it is to be, else when it was written down. PostgreSQL computes it.</summary>
    public DateTimeOffset TimelineAt { get; private set; }

    /// <summary>0 to 100, more is more urgent.</summary>
    public int? Priority { get; set; }
    public Guid? AuthorUserId { get; set; }
    public Guid? OwnerUserId { get; set; }
    public string? AppearanceIcon { get; set; }
    public string? AppearanceColor { get; set; }

    /// <summary>Where it was recorded, such as <c>manual</c> or an adapter of old clients.</summary>
    public string? Source { get; set; }
    public int? DurationMinutes { get; set; }
    public string? Location { get; set; }
    public bool AllDay { get; set; }

    /// <summary>RFC 5545, such as <c>FREQ=WEEKLY;BYDAY=MO</c>.</summary>
    public string? RecurrenceRule { get; set; }
    public DateTimeOffset? RecurrenceEnd { get; set; }

    /// <summary>The zone in which the rule is meant, such as <c>America/Los_Angeles</c>: its Monday is not UTC's. Null for UTC.</summary>
    public string? Timezone { get; set; }

    /// <summary>A JSON array of people who take part (jsonb).</summary>
    public string? Participants { get; set; }
    public int? ReminderMinutes { get; set; }

    /// <summary><c>public</c>, <c>team</c> or <c>private</c>; a private one is seen by its author and its owner.</summary>
    public string? Visibility { get; set; }

    /// <summary>A JSON array of what else it is about (jsonb).</summary>
    public string? LinkedEntities { get; set; }

    /// <summary>A JSON object (jsonb).</summary>
    public string? GuestPermissions { get; set; }
    public bool Pinned { get; set; }
    public string? PhoneNumber { get; set; }
    public string? Severity { get; set; }
    public string Custom { get; set; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? DeletedAt { get; set; }

    public Customer? Customer { get; init; }

    /// <summary>Whether somebody may see what it is: private ones are their author's and their owner's.</summary>
    public bool IsSeenBy(Guid? user) => Visibility != Private || (user is not null && (AuthorUserId == user || OwnerUserId == user));

    /// <summary>The same rule as a condition.</summary>
    public static Expression<Func<Interaction, bool>> SeenBy(Guid? user) =>
        i => i.Visibility != Private || (user != null && (i.AuthorUserId == user || i.OwnerUserId == user));

    /// <summary>How others see it where they must not see what it is.</summary>
    public string? PublicTitle => Visibility == Private || string.IsNullOrWhiteSpace(Title) ? null : Title;
}

internal sealed class InteractionTable : IEntityTypeConfiguration<Interaction>
{
    private const string Kept = "deleted_at IS NULL";

    public void Configure(EntityTypeBuilder<Interaction> builder)
    {
        builder.ToTable("interactions", "customers");
        builder.Property(i => i.InteractionType).HasMaxLength(Limits.Choice);
        builder.Property(i => i.Status).HasMaxLength(10);
        builder.Property(i => i.AppearanceIcon).HasMaxLength(Limits.Icon);
        builder.Property(i => i.AppearanceColor).HasMaxLength(Limits.Color);
        builder.Property(i => i.Source).HasMaxLength(Limits.Choice);
        builder.Property(i => i.Location).HasMaxLength(Limits.Url);
        builder.Property(i => i.RecurrenceRule).HasMaxLength(Limits.Url);
        builder.Property(i => i.Timezone).HasMaxLength(Recurrence.MaxZone);
        builder.Property(i => i.Visibility).HasMaxLength(10);
        builder.Property(i => i.PhoneNumber).HasMaxLength(Limits.Phone);
        builder.Property(i => i.Severity).HasMaxLength(Limits.Choice);
        builder.Property(i => i.Participants).HasColumnType("jsonb");
        builder.Property(i => i.LinkedEntities).HasColumnType("jsonb");
        builder.Property(i => i.GuestPermissions).HasColumnType("jsonb");
        builder.HasOne(i => i.Customer).WithMany().HasForeignKey(i => i.EntityId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(i => i.TimelineAt).HasComputedColumnSql("COALESCE(occurred_at, scheduled_at, created_at)", stored: true);
        builder.Ignore(i => i.PublicTitle);

        // One for each order in which the list is read, so that any page is found by going there.
        builder.HasIndex(i => new { i.TenantId, i.ScheduledAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.OccurredAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.TimelineAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.CreatedAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.UpdatedAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.Priority, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.Status, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.InteractionType, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.TenantId, i.Id }).HasFilter(Kept);

        // The timeline of one customer or deal, what is next for a customer, tasks as they came, and what repeats.
        builder.HasIndex(i => new { i.TenantId, i.EntityId, i.ScheduledAt, i.Id }).HasFilter(Kept);
        builder.HasIndex(i => new { i.EntityId, i.ScheduledAt }, "ix_interactions_next").HasFilter($"{Kept} AND status = 'planned' AND scheduled_at IS NOT NULL");
        builder.HasIndex(i => new { i.TenantId, i.DealId, i.ScheduledAt, i.Id }).HasFilter($"{Kept} AND deal_id IS NOT NULL");
        builder.HasIndex(i => new { i.TenantId, i.CreatedAt, i.Id }, "ix_interactions_tasks").HasFilter($"{Kept} AND interaction_type = 'task'");
        builder.HasIndex(i => new { i.TenantId, i.ScheduledAt }, "ix_interactions_recurring").HasFilter($"{Kept} AND status = 'planned' AND recurrence_rule IS NOT NULL");
    }
}
