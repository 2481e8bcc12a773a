using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Data;

namespace Platform.Kernel.Audit;

/// <summary>One reading of rows: who saw which resources, and when.</summary>
[NotRecorded("the audit log itself")]
public sealed class AccessLog : ITenantOwned
{
    public const string ReadItem = "read:item";
    public const string ReadList = "read:list";
    public const string Export = "export";

    public static readonly Guid All = Guid.Empty;

    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public Guid? ActorUserId { get; init; }
    public Guid? ApiKeyId { get; init; }
    public required string ResourceKind { get; init; }

    /// <summary>All that one answer showed; <see cref="All"/> where it showed whatever there is of the kind.</summary>
    public required Guid[] ResourceIds { get; init; }

    /// <summary><see cref="ReadList"/>, <see cref="ReadItem"/> or <see cref="Export"/>.</summary>
    public required string AccessType { get; init; }

    /// <summary>Names of what was shown of each.</summary>
    public string[] Fields { get; init; } = [];

    /// <summary>Where it was asked for, and by which parameters; their values are nobody's business.</summary>
    public string Path { get; init; } = "";
    public string[] Parameters { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AccessLogTable : IEntityTypeConfiguration<AccessLog>
{
    public const int MaxPath = 200;

    public void Configure(EntityTypeBuilder<AccessLog> builder)
    {
        builder.ToTable("access_logs", "audit_logs");
        builder.Property(a => a.ResourceKind).HasMaxLength(150);
        builder.Property(a => a.Path).HasMaxLength(MaxPath);
        builder.Property(a => a.AccessType).HasMaxLength(20);
        builder.HasIndex(a => new { a.TenantId, a.CreatedAt });
    }
}
