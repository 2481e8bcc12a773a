using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Integrations.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Integrations;

internal sealed record CredentialFieldView(string Key, string Label, string Type, bool Required);

internal sealed record CredentialSchema(IReadOnlyList<CredentialFieldView> Fields);

/// <param name="Credentials">Secrets are masked.</param>
/// <param name="Inherited">They are the bundle's, because the integration has none of its own.</param>
internal sealed record CredentialsView(
    string IntegrationId, CredentialSchema Schema, IReadOnlyDictionary<string, object?> Credentials, bool HasCredentials, bool Inherited, DateTimeOffset? UpdatedAt);

internal sealed record Saved(bool Ok = true);

/// <summary>Reading and saving credentials of an integration, or under a bundle's id those that its integrations share.</summary>
internal static class CredentialEndpoints
{
    public static void Map(RouteGroupBuilder integrations)
    {
        integrations.MapGet("/{id}/credentials", Read).Requires(IntegrationsModule.ManageCredentials).WithSummary("Read credentials, secrets masked");
        integrations.MapPut("/{id}/credentials", Save).Requires(IntegrationsModule.ManageCredentials).WithSummary("Save credentials")
            .WithDescription("Replaces all. A secret that is sent as its mask stays as it is; a member that is left out or null is taken away. Null, or an object without any, takes all of them away: then those of the bundle count.");
    }

    private static async Task<Outcome<CredentialsView>> Read(string id, IntegrationCatalog catalog, IntegrationVault vault, CancellationToken cancellation)
    {
        if (catalog.FieldsOf(id) is not { } fields)
        {
            return IntegrationsModule.Unknown;
        }

        var own = await vault.OwnAsync(id, cancellation);
        var bundle = own is null && catalog.Find(id) is { } integration ? catalog.BundleOf(integration.Definition) : null;
        var found = own ?? (bundle is null ? null : await vault.OwnAsync(bundle.Id, cancellation));
        var schema = new CredentialSchema([.. fields.Select(f => new CredentialFieldView(f.Key, f.Label, JsonNamingPolicy.CamelCase.ConvertName($"{f.Type}"), f.Required))]);
        return new CredentialsView(id, schema, found is var (values, updatedAt)
            ? CredentialRules.Show(fields, values) : new Dictionary<string, object?>(), found is not null, own is null && found is not null, found?.UpdatedAt);
    }

    private static async Task<Outcome<Saved>> Save(
        string id, Json input, IntegrationCatalog catalog, IntegrationVault vault, IntegrationStates states, PlatformDb db, Changes changes, Caller caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (catalog.FieldsOf(id) is not { } fields)
        {
            return IntegrationsModule.Unknown;
        }

        using var body = JsonDocument.Parse(input.ToString());
        if (!body.RootElement.TryGetProperty("credentials", out var given) || given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return IntegrationsModule.Invalid(new() { ["credentials"] = ["must be an object"] });
        }

        await using var change = await changes.BeginAsync("integrations.credentials.save", cancellation, states.LockOf(id));
        var clears = CredentialRules.Clears(given);
        if (clears)
        {
            await vault.RemoveAsync(id, cancellation);
        }
        else
        {
            var (values, errors) = CredentialRules.Check(fields, given, (await vault.OwnAsync(id, cancellation))?.Values);
            if (errors.Count > 0)
            {
                return IntegrationsModule.Invalid(errors);
            }

            await vault.PutAsync(id, values, cancellation);
        }

        if (catalog.Find(id) is not null)
        {
            // Whoever enters credentials anew has answered the demand for it.
            (await states.ChangeAsync(id, cancellation)).ReauthRequired = false;
            db.LogIntegration(caller.TenantId, caller.OrganizationId, id, IntegrationLogs.Info,
                clears ? "Credentials were cleared" : "Credentials were saved", clock.Now(), clears ? "credentials_cleared" : "credentials_saved");
        }

        // An undo would bring a secret back that was replaced because others know it.
        return await change.Describe("Save integration credentials", "integrations.credentials", id).NotUndoable()
            .Raise(IntegrationsModule.CredentialsUpdated, new { id }, caller.OrganizationId).CommitAsync(new Saved(), cancellation);
    }
}
