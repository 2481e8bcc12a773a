using System.Globalization;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;

namespace Platform.Tests.AppHost.Local;

/// <summary>What <c>./run</c> starts where the feed has no Aspire.</summary>
public sealed class LocalHostTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly string _data = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName())).FullName;
    private readonly PublicPorts _ports = new(FreePort.Next(), FreePort.Next(), FreePort.Next());

    public void Dispose()
    {
        PostgresServer.Delete(Path.Combine(_data, "postgres"));
        System.IO.Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Everything_starts_answers_and_stops_and_a_crash_stops_the_rest()
    {
        var ready = new TaskCompletionSource();
        await using var host = Start(ready);
        await Task.WhenAny(ready.Task, host.Exited).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(ready.Task.IsCompletedSuccessfully, string.Join('\n', host.LastLines));
        Assert.Equal(200, (int?)await HttpProbe.StatusAsync(new Uri($"{_ports.ApiUrl}/health/ready"), TestContext.Current.CancellationToken));
        var started = Processes();
        Assert.Equal(6, started.Count);

        await ChildProcess.RunAsync(new Command("kill", "kill", "-KILL", started[0]), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, await host.Exited.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.All(started, process => Assert.False(System.IO.Directory.Exists("/proc/" + process)));
        Assert.Contains(host.LastLines, line => line.Contains("ended with exit code 137", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_taken_port_ends_the_start_and_leaves_nothing_running()
    {
        await using var holder = await LocalServers.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = Start(new TaskCompletionSource(), _ports with { Nats = holder.Nats.Port });

        var failure = await host.FailureAsync();
        Assert.Equal(1, await host.Exited.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Contains(failure.LastLines, line => line.Contains("PLATFORM_NATS_PORT", StringComparison.Ordinal));
        Assert.Empty(Processes());
    }

    private List<string> Processes()
    {
        var file = Path.Combine(_data, "processes");
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => line.Split(' ')[0])] : [];
    }

    private ChildProcess Start(TaskCompletionSource ready, PublicPorts? ports = null)
    {
        var used = ports ?? _ports;
        var command = new Command("host", "dotnet", Checkout.ProgramOf("Platform.AppHost"))
        {
            Environment = new Dictionary<string, string?>
            {
                [Checkout.DataVariable] = _data,
                ["PLATFORM_PORT"] = used.Api.ToString(CultureInfo.InvariantCulture),
                ["PLATFORM_NATS_PORT"] = used.Nats.ToString(CultureInfo.InvariantCulture),
                ["PLATFORM_SANDBOX_PORT"] = used.Sandbox.ToString(CultureInfo.InvariantCulture),
            },
        };
        return ChildProcess.Start(command, line =>
        {
            if (line.Contains("platform is ready", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        });
    }
}
