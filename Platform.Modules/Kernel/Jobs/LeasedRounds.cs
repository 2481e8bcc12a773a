using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Kernel.Events;

namespace Platform.Kernel.Jobs;

/// <summary>Work that comes round again and again, done by one Worker at a time.</summary>
/// <param name="name">The lease that the Worker holds meanwhile.</param>
internal abstract partial class LeasedRounds(string name, TimeSpan every, NpgsqlDataSource database, TimeProvider clock, ILogger log) : BackgroundService
{
    protected TimeProvider Clock => clock;

    /// <param name="connection">The lease's own, in the system scope.</param>
    protected abstract Task RoundAsync(NpgsqlConnection connection, CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
        {
            try
            {
                await using var lease = await Lease.TryAcquireAsync(database, name, stoppingToken);
                if (lease is not null)
                {
                    await RoundAsync(lease.Connection, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it was, the next round tries again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogLater(log, exception, name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    [LoggerMessage(LogLevel.Warning, "{Name}: what is left waits for the next round")]
    private static partial void LogLater(ILogger log, Exception exception, string name);
}
