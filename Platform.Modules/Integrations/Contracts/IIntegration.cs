using System.Text.Json;

namespace Platform.Integrations.Contracts;

/// <summary>A third party that tenants can connect: what it is, what it needs, and how it is asked whether it works.</summary>
/// <remarks>Modules register one as a singleton; whatever holds for a tenant comes with the call.</remarks>
public interface IIntegration
{
    IntegrationDefinition Definition { get; }

    /// <summary>Asks the other side. It is cut off when it takes too long, and what it throws is a failure.</summary>
    Task<HealthResult> CheckAsync(IntegrationContext context, CancellationToken cancellation);
}

/// <summary>What an integration declares of itself.</summary>
/// <param name="Id">Lower case letters, digits and underscores.</param>
public sealed record IntegrationDefinition(string Id, string Title, string Description, string Category)
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The kind of work it does for the platform, such as <c>shipping_carriers</c>.</summary>
    public string? Hub { get; init; }
    public string? ProviderKey { get; init; }

    /// <summary>The bundle whose credentials it uses where it has none of its own.</summary>
    public string? BundleId { get; init; }
    public string? Icon { get; init; }
    public string? DocsUrl { get; init; }
    public string? Author { get; init; }
    public string? Company { get; init; }
    public string? Version { get; init; }

    /// <summary>Versions of the other side's API; empty where there are none to choose from.</summary>
    public IReadOnlyList<ApiVersion> ApiVersions { get; init; } = [];
    public IReadOnlyList<CredentialField> Credentials { get; init; } = [];
}

/// <param name="IsDefault">Used where a tenant has chosen none.</param>
public sealed record ApiVersion(string Id, string Label, bool IsDefault = false, bool IsDeprecated = false);

/// <summary>Integrations that share credentials.</summary>
public sealed record IntegrationBundle(string Id, string Title, string Description, string? Icon = null)
{
    public IReadOnlyList<CredentialField> Credentials { get; init; } = [];
}

/// <summary>One value that a tenant enters.</summary>
public sealed record CredentialField(string Key, string Label, CredentialType Type, bool Required = false);

/// <summary>How a credential is checked, and whether it is ever shown again.</summary>
public enum CredentialType
{
    Text,

    /// <summary>Never shown again.</summary>
    Secret,

    /// <summary>An http or https address.</summary>
    Url,
    Boolean,
}

/// <summary>What holds for the tenant that asks.</summary>
/// <param name="ApiVersion">The chosen version, or the default; null where there are none.</param>
public sealed record IntegrationContext(Guid TenantId, Guid? OrganizationId, IReadOnlyDictionary<string, JsonElement> Credentials, string? ApiVersion)
{
    public string? Text(string key) =>
        Credentials.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What a check came to.</summary>
/// <param name="Message">For people; never a secret.</param>
public sealed record HealthResult(HealthStatus Status, string? Message = null);

public enum HealthStatus
{
    Healthy,
    Degraded,
    Unhealthy,
}
