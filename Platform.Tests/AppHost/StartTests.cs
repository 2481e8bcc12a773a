using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>The whole system on the orchestrator, as <c>./run</c> starts it: one start, and the walk of a newcomer.</summary>
public sealed class StartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_newcomer_signs_in_publishes_an_event_finds_it_in_the_ledger_and_brings_a_killed_worker_back()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var cancellation = patience.Token;
        var data = Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName());
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Platform_AppHost>(
            [$"--PLATFORM_DATA={data}", "--PLATFORM_SERVERS=processes", $"--PLATFORM_NATS_PORT={FreePort.Next()}", "--PLATFORM_WORKERS=2"], cancellation);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        await using (var app = await builder.BuildAsync(cancellation))
        {
            await app.StartAsync(cancellation);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("api", cancellation);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("workers", cancellation);

            Assert.StartsWith("published trading.orders.created", await RunAsync(app, "nats", "publish-first-event", cancellation), StringComparison.Ordinal);
            using var client = app.CreateHttpClient("api", "http");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(client.BaseAddress!.Port, cancellation));
            await UntilAsync(client, "/v1/trading-logs", "order_created", cancellation);

            Assert.Equal("The cache is empty.", await RunAsync(app, "cache", "empty-cache", cancellation));
            var worker = await app.ResourceNotifications.WaitForResourceAsync("workers", change => change.Snapshot.State?.Text == KnownResourceStates.Running, cancellation);
            Assert.StartsWith("replayed: 0 applied, 1 skipped", await RunAsync(app, worker.ResourceId, "replay-dead-letters", cancellation), StringComparison.Ordinal);
            await KillAndStartAsync(app, worker, cancellation);
        }

        PostgresServer.Delete(Path.Combine(data, "postgres"));
        System.IO.Directory.Delete(data, recursive: true);
    }

    private static async Task<string?> RunAsync(DistributedApplication app, string resource, string command, CancellationToken cancellation)
    {
        var result = await app.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, command, cancellation);
        Assert.True(result.Success, result.Message);
        return result.Message;
    }

    private static async Task<string> SignInAsync(int port, CancellationToken cancellation)
    {
        var token = "";
        var script = new Command("sign-in", Path.Combine(Root(), "eng", "sign-in")) { Environment = new Dictionary<string, string?> { ["PLATFORM_PORT"] = $"{port}" } };
        await ChildProcess.RunAsync(script, line => token = line, cancellation);
        return token;
    }

    private static async Task UntilAsync(HttpClient client, string path, string text, CancellationToken cancellation)
    {
        while (!(await client.GetStringAsync(new Uri(path, UriKind.Relative), cancellation)).Contains(text, StringComparison.Ordinal))
        {
            await Task.Delay(250, cancellation);
        }
    }

    private static async Task KillAndStartAsync(DistributedApplication app, ResourceEvent worker, CancellationToken cancellation)
    {
        var process = worker.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value;
        await ChildProcess.RunAsync(new Command("kill", "kill", "-KILL", $"{process}"), cancellationToken: cancellation);
        await app.ResourceNotifications.WaitForResourceAsync(
            "workers", change => change.ResourceId == worker.ResourceId && KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text), cancellation);

        await RunAsync(app, worker.ResourceId, KnownResourceCommands.StartCommand, cancellation);

        await app.ResourceNotifications.WaitForResourceAsync(
            "workers", change => change.ResourceId == worker.ResourceId && change.Snapshot.State?.Text == KnownResourceStates.Running, cancellation);
    }

    private static string Root() => Platform.AppHost.Settings.Checkout.Root;
}
