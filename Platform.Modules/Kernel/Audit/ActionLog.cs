using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Kernel.Audit;

/// <summary>What somebody did, with everything it takes to undo it.</summary>
[NotRecorded("the audit log itself")]
public sealed class ActionLog : ITenantOwned
{
    public const string Done = "done";
    public const string Undone = "undone";
    public const string Redone = "redone";

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid? ActorUserId { get; init; }
    public Guid? ApiKeyId { get; init; }

    /// <summary>Such as <c>customers.people.update</c>.</summary>
    [SortedText]
    public required string Command { get; init; }
    public required string Label { get; init; }

    /// <summary><c>create</c>, <c>edit</c>, <c>delete</c> or <c>assign</c>.</summary>
    [SortedText]
    public required string ActionType { get; init; }
    public required string State { get; set; }
    public required string ResourceKind { get; init; }
    public required string ResourceId { get; init; }
    public string? ParentResourceKind { get; init; }
    public string? ParentResourceId { get; init; }

    /// <summary>What it is about besides its parent: the deal that a customer's comment is on.</summary>
    public string? RelatedResourceKind { get; init; }
    public string? RelatedResourceId { get; init; }
    public Guid? UndoToken { get; set; }

    /// <summary>What the change required of its caller, and what taking it back requires.</summary>
    public List<string> Permissions { get; init; } = [];

    /// <summary>Names of the fields that changed, in the clear so that they can be searched.</summary>
    public List<string> ChangedFields { get; init; } = [];

    /// <summary><see cref="ActionPayload"/>, encrypted with the tenant's key: it holds what people typed.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary><c>undo</c> or <c>redo</c> when this records that another action was taken back or done again.</summary>
    public string? History { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ActionLogTable : IEntityTypeConfiguration<ActionLog>
{
    public void Configure(EntityTypeBuilder<ActionLog> builder)
    {
        builder.ToTable("action_logs", "audit_logs");
        builder.Property(a => a.Command).HasMaxLength(150);
        builder.Property(a => a.Label).HasMaxLength(200);
        builder.Property(a => a.ActionType).HasMaxLength(20);
        builder.Property(a => a.State).HasMaxLength(20);
        builder.Property(a => a.ResourceKind).HasMaxLength(150);
        builder.Property(a => a.ResourceId).HasMaxLength(200);
        builder.Property(a => a.ParentResourceKind).HasMaxLength(150);
        builder.Property(a => a.ParentResourceId).HasMaxLength(200);
        builder.Property(a => a.RelatedResourceKind).HasMaxLength(150);
        builder.Property(a => a.RelatedResourceId).HasMaxLength(200);
        builder.Property(a => a.History).HasMaxLength(10);
        builder.HasIndex(a => a.UndoToken).IsUnique();
        builder.HasIndex(a => new { a.TenantId, a.CreatedAt });
        builder.HasIndex(a => new { a.TenantId, a.ActorUserId, a.CreatedAt });
        builder.HasIndex(a => new { a.TenantId, a.ResourceKind, a.ResourceId, a.CreatedAt });
        builder.HasIndex(a => new { a.TenantId, a.ParentResourceId, a.CreatedAt }).HasFilter("parent_resource_id IS NOT NULL");
        builder.HasIndex(a => new { a.TenantId, a.RelatedResourceId, a.CreatedAt }).HasFilter("related_resource_id IS NOT NULL");
    }
}
