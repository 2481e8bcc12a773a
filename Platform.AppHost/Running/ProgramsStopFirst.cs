using Microsoft.Extensions.Hosting;

namespace Platform.AppHost.Running;

/// <summary>Stops our programs before the orchestrator stops everything at once: they finish what they do while servers and dashboard still answer, and need no time to give up on them.</summary>
/// <remarks>Hosted services stop in the reverse order of their registration, and the orchestrator is registered before.</remarks>
internal sealed class ProgramsStopFirst(DistributedApplicationModel model, ResourceCommandService commands) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await Task.WhenAll(model.GetProjectResources().Select(program => commands.ExecuteCommandAsync(program, KnownResourceCommands.StopCommand, patience.Token)));
        }
        catch (OperationCanceledException)
        {
            // The orchestrator ends what is left.
        }
    }
}
