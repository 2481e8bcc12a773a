using Platform.Kernel.Data;

namespace Platform.Integrations.Contracts;

/// <summary>Writes what integrations did into their logs.</summary>
public static class IntegrationLogs
{
    public const string Info = "info";
    public const string Warning = "warning";
    public const string Error = "error";

    /// <summary>Adds a line to what the context saves next.</summary>
    /// <param name="message">For people; never a secret, never personal data.</param>
    /// <param name="runId">Puts lines of one run together.</param>
    public static void LogIntegration(
        this PlatformDb db, Guid tenantId, Guid? organizationId, string integrationId, string level, string message, DateTimeOffset now,
        string? code = null, Guid? runId = null) => db.Add(new IntegrationLog
        {
            TenantId = tenantId, OrganizationId = organizationId, IntegrationId = integrationId, Level = level,
            Message = message.Length > IntegrationLogTable.MaxMessage ? message[..IntegrationLogTable.MaxMessage] : message,
            Code = code, RunId = runId, CreatedAt = now, Day = DateOnly.FromDateTime(now.UtcDateTime),
        });
}
