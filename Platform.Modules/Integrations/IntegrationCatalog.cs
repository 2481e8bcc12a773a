using Platform.Integrations.Contracts;

namespace Platform.Integrations;

/// <summary>All integrations and bundles that the modules register.</summary>
internal sealed class IntegrationCatalog(IEnumerable<IIntegration> integrations, IEnumerable<IntegrationBundle> bundles)
{
    private readonly Dictionary<string, IIntegration> byId = integrations.ToDictionary(i => i.Definition.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, IntegrationBundle> bundlesById = bundles.ToDictionary(b => b.Id, StringComparer.Ordinal);

    public IEnumerable<IntegrationDefinition> All => byId.Values.Select(i => i.Definition);

    public IEnumerable<IntegrationBundle> Bundles => bundlesById.Values;

    public IIntegration? Find(string id) => byId.GetValueOrDefault(id);

    public IntegrationBundle? BundleOf(IntegrationDefinition definition) =>
        definition.BundleId is { } id ? bundlesById.GetValueOrDefault(id) : null;

    /// <summary>What is asked under an id: an integration's own fields, or those of a bundle.</summary>
    public IReadOnlyList<CredentialField>? FieldsOf(string id) =>
        byId.TryGetValue(id, out var integration)
            ? integration.Definition.Credentials is { Count: > 0 } own ? own : BundleOf(integration.Definition)?.Credentials ?? []
            : bundlesById.GetValueOrDefault(id)?.Credentials;
}
