using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;

namespace Platform.Integrations;

/// <summary>What an organization has decided about an integration, and how its last check went.</summary>
public sealed class IntegrationState : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string IntegrationId { get; init; }
    public bool IsEnabled { get; set; }
    public bool ReauthRequired { get; set; }
    public string? ApiVersion { get; set; }
    public DateTimeOffset? EnabledAt { get; set; }
    public string? HealthStatus { get; set; }
    public string? HealthMessage { get; set; }
    public DateTimeOffset? HealthCheckedAt { get; set; }
    public int? HealthLatencyMs { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class IntegrationStateTable : IEntityTypeConfiguration<IntegrationState>
{
    public const int MaxHealthMessage = 500;

    public void Configure(EntityTypeBuilder<IntegrationState> builder)
    {
        builder.ToTable("states", "integrations");
        builder.Property(s => s.IntegrationId).HasMaxLength(100);
        builder.Property(s => s.ApiVersion).HasMaxLength(50);
        builder.Property(s => s.HealthStatus).HasMaxLength(20);
        builder.Property(s => s.HealthMessage).HasMaxLength(MaxHealthMessage);
        builder.HasIndex(s => new { s.TenantId, s.OrganizationId, s.IntegrationId }).IsUnique().AreNullsDistinct(false);
    }
}

/// <summary>Credentials of an integration or a bundle: a JSON object, encrypted with the tenant's key.</summary>
[NotRecorded("secrets stand in no log")]
public sealed class IntegrationCredentials : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }

    /// <summary>The id of the integration or of the bundle.</summary>
    public required string OwnerId { get; init; }
    public required byte[] Sealed { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class IntegrationCredentialsTable : IEntityTypeConfiguration<IntegrationCredentials>
{
    public void Configure(EntityTypeBuilder<IntegrationCredentials> builder)
    {
        builder.ToTable("credentials", "integrations");
        builder.Property(c => c.OwnerId).HasMaxLength(100);
        builder.HasIndex(c => new { c.TenantId, c.OrganizationId, c.OwnerId }).IsUnique().AreNullsDistinct(false);
    }
}

/// <summary>A line of an integration's log.</summary>
[NotRecorded("a trail of its own")]
public sealed class IntegrationLog : IOrganizationOwned
{
    public Guid Id { get; init; } = RowId.New();
    public Guid TenantId { get; init; }
    public Guid? OrganizationId { get; init; }
    public required string IntegrationId { get; init; }

    /// <summary>info, warning or error.</summary>
    public required string Level { get; init; }
    public required string Message { get; init; }
    public string? Code { get; init; }
    public Guid? RunId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The day of it (UTC), by which lines are counted.</summary>
    public DateOnly Day { get; init; }
}

internal sealed class IntegrationLogTable : IEntityTypeConfiguration<IntegrationLog>
{
    public const int MaxMessage = 1000;

    public void Configure(EntityTypeBuilder<IntegrationLog> builder)
    {
        builder.ToTable("logs", "integrations");
        builder.Property(l => l.IntegrationId).HasMaxLength(100);
        builder.Property(l => l.Level).HasMaxLength(10);
        builder.Property(l => l.Message).HasMaxLength(MaxMessage);
        builder.Property(l => l.Code).HasMaxLength(100);
        builder.HasIndex(l => new { l.TenantId, l.IntegrationId, l.CreatedAt });
        builder.HasIndex(l => l.CreatedAt).HasMethod("brin");
    }
}
