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

internal sealed record StateView(string IntegrationId, bool IsEnabled, bool ReauthRequired, string? ApiVersion, DateTimeOffset? EnabledAt, bool Ok = true)
{
    public static StateView Of(IntegrationState state) => new(state.IntegrationId, state.IsEnabled, state.ReauthRequired, state.ApiVersion, state.EnabledAt);
}

/// <summary>Switching an integration on or off, and choosing the version of the other side's API.</summary>
internal static class StateEndpoints
{
    public static void Map(RouteGroupBuilder integrations)
    {
        integrations.MapPut("/{id}/state", ChangeState).Requires(IntegrationsModule.Manage).WithSummary("Switch an integration on or off")
            .WithDescription("`isEnabled` and `reauthRequired`; what is left out stays.");
        integrations.MapPut("/{id}/version", ChangeVersion).Requires(IntegrationsModule.Manage).WithSummary("Choose an API version")
            .WithDescription("`apiVersion` is one of the integration's versions.");
    }

    private static async Task<Outcome<StateView>> ChangeState(string id, Json input, StateChange change, IntegrationCatalog catalog, CancellationToken cancellation)
    {
        if (catalog.Find(id) is null)
        {
            return IntegrationsModule.Unknown;
        }

        using var body = JsonDocument.Parse(input.ToString());
        var errors = new Dictionary<string, string[]>();
        var (enabled, reauth) = (Flag("isEnabled"), Flag("reauthRequired"));
        if (errors.Count == 0 && enabled is null && reauth is null)
        {
            errors["isEnabled"] = ["is required"];
        }

        return errors.Count > 0 ? IntegrationsModule.Invalid(errors) : await change.SaveAsync(id, "state", "Change integration state", IntegrationsModule.StateUpdated, (state, now) =>
        {
            state.EnabledAt = enabled == true && !state.IsEnabled ? now : enabled == false ? null : state.EnabledAt;
            state.IsEnabled = enabled ?? state.IsEnabled;
            state.ReauthRequired = reauth ?? state.ReauthRequired;
            return state.IsEnabled ? "Switched on" : "Switched off";
        }, cancellation);

        bool? Flag(string name)
        {
            if (!body.RootElement.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                errors[name] = ["must be true or false"];
                return null;
            }

            return value.GetBoolean();
        }
    }

    private static async Task<Outcome<StateView>> ChangeVersion(string id, Json input, StateChange change, IntegrationCatalog catalog, CancellationToken cancellation)
    {
        if (catalog.Find(id)?.Definition is not { } definition)
        {
            return IntegrationsModule.Unknown;
        }

        if (definition.ApiVersions.Count == 0)
        {
            return new Problem(ProblemKind.Unprocessable, "This integration is not versioned");
        }

        using var body = JsonDocument.Parse(input.ToString());
        if (!body.RootElement.TryGetProperty("apiVersion", out var value) || value.ValueKind != JsonValueKind.String)
        {
            return IntegrationsModule.Invalid(new() { ["apiVersion"] = ["is required"] });
        }

        return definition.ApiVersions.FirstOrDefault(v => v.Id == value.GetString()) is not { } version
            ? new Problem(ProblemKind.Unprocessable, "Unknown integration version")
            : await change.SaveAsync(id, "version", "Change integration version", IntegrationsModule.VersionUpdated, (state, _) =>
            {
                state.ApiVersion = version.Id;
                return $"API version {version.Id} was chosen";
            }, cancellation);
    }
}

/// <summary>Saves a change of an integration's state: recorded, logged and told.</summary>
internal sealed class StateChange(IntegrationStates states, PlatformDb db, Changes changes, Caller caller, TimeProvider clock)
{
    /// <param name="apply">Changes the state and says what was done.</param>
    public async Task<Outcome<StateView>> SaveAsync(
        string id, string what, string label, string eventType, Func<IntegrationState, DateTimeOffset, string> apply, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync($"integrations.{what}.update", cancellation, states.LockOf(id));
        var state = await states.ChangeAsync(id, cancellation);
        var done = apply(state, clock.Now());
        db.LogIntegration(caller.TenantId, caller.OrganizationId, id, IntegrationLogs.Info, done, clock.Now(), $"{what}_changed");
        return await change.Describe(label, "integrations.state", state.Id)
            .Raise(eventType, new { id, isEnabled = state.IsEnabled, apiVersion = state.ApiVersion }, caller.OrganizationId)
            .CommitAsync(StateView.Of(state), cancellation);
    }
}
