using System.Diagnostics;
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

/// <param name="Status"><c>healthy</c>, <c>degraded</c>, <c>unhealthy</c> or <c>unconfigured</c>.</param>
internal sealed record HealthView(string IntegrationId, string Status, string? Message, int? LatencyMs, DateTimeOffset CheckedAt);

/// <summary>Asks the other side of an integration whether it works. No transaction is open meanwhile.</summary>
internal static class HealthEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ActivitySource Source = new("Platform.Integrations");

    public static void Map(RouteGroupBuilder integrations) =>
        integrations.MapPost("/{id}/health", Check).Requires(IntegrationsModule.Manage).Creates().WithSummary("Check an integration");

    private static async Task<Outcome<HealthView>> Check(
        string id, IntegrationCatalog catalog, IntegrationVault vault, IntegrationStates states, PlatformDb db, Changes changes, Caller caller, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (catalog.Find(id) is not { } integration)
        {
            return IntegrationsModule.Unknown;
        }

        var credentials = await vault.OfAsync(integration.Definition, cancellation);
        var needed = catalog.FieldsOf(id)!.Any(f => f.Required);
        var context = new IntegrationContext(caller.TenantId, caller.OrganizationId, credentials ?? [], IntegrationList.VersionOf(integration.Definition, await states.ReadAsync(id, cancellation)));
        var view = credentials is null && needed
            ? new HealthView(id, IntegrationList.Unconfigured, "Credentials are missing", null, clock.Now())
            : await AskAsync(integration, context, clock, cancellation);
        if (await StoreAsync(view, states, db, changes, caller, cancellation) is { } refused)
        {
            return refused;
        }

        return view;
    }

    private static async Task<HealthView> AskAsync(IIntegration integration, IntegrationContext context, TimeProvider clock, CancellationToken cancellation)
    {
        var id = integration.Definition.Id;
        using var activity = Source.StartActivity($"check {id}", ActivityKind.Client);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var started = clock.GetTimestamp();
        HealthResult result;
        try
        {
            result = await integration.CheckAsync(context, patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            result = new HealthResult(HealthStatus.Unhealthy, $"No answer within {Patience.TotalSeconds} seconds");
        }
        catch (OutboundRefusedException refused)
        {
            result = new HealthResult(HealthStatus.Unhealthy, refused.Message);
        }
#pragma warning disable CA1031 // Whatever the provider's code throws: the integration does not work, and its text may hold a secret.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            result = new HealthResult(HealthStatus.Unhealthy, failure.InnerException is OutboundRefusedException refused ? refused.Message : "The other side cannot be reached");
        }

        activity?.SetStatus(result.Status == HealthStatus.Unhealthy ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        return new HealthView(id, JsonNamingPolicy.CamelCase.ConvertName($"{result.Status}"), result.Message, (int)clock.GetElapsedTime(started).TotalMilliseconds, clock.Now());
    }

    private static async Task<Problem?> StoreAsync(HealthView view, IntegrationStates states, PlatformDb db, Changes changes, Caller caller, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("integrations.health.check", cancellation, states.LockOf(view.IntegrationId));
        var state = await states.ChangeAsync(view.IntegrationId, cancellation);
        var message = view.Message is { Length: > IntegrationStateTable.MaxHealthMessage } ? view.Message[..IntegrationStateTable.MaxHealthMessage] : view.Message;
        (state.HealthStatus, state.HealthMessage, state.HealthCheckedAt, state.HealthLatencyMs) = (view.Status, message, view.CheckedAt, view.LatencyMs);
        var level = view.Status switch { "healthy" => IntegrationLogs.Info, "unhealthy" => IntegrationLogs.Error, _ => IntegrationLogs.Warning };
        db.LogIntegration(caller.TenantId, caller.OrganizationId, view.IntegrationId, level, $"Health: {view.Status}{(message is null ? "" : $" ({message})")}", view.CheckedAt, "health_checked");
        return await change.Describe("Check integration", "integrations.state", state.Id).NotUndoable()
            .Raise(IntegrationsModule.HealthChecked, new { id = view.IntegrationId, status = view.Status }, caller.OrganizationId).CommitAsync(cancellation);
    }
}
