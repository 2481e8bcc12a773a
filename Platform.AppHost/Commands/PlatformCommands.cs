using System.Globalization;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;
using Platform.Servers;
using StackExchange.Redis;

namespace Platform.AppHost.Commands;

/// <summary>What a developer does with the running platform from the dashboard.</summary>
internal static class PlatformCommands
{
    /// <summary>Fills the demo tenant with people, companies and deals.</summary>
    public static IResourceBuilder<ProjectResource> WithDemoDataCommand(
        this IResourceBuilder<ProjectResource> workers, DatabaseResources database, IResourceBuilder<IResourceWithConnectionString> cache, IResourceBuilder<IResourceWithConnectionString> nats,
        IResourceBuilder<ParameterResource> masterKey) =>
        workers.WithCommand(
            "add-demo-data",
            "Add demo data",
            async context => await Tool.RunAsync(context, new Command(
                "seed", "dotnet", "exec", Checkout.ProgramOf(new Projects.Platform_Workers().ProjectPath), "seed", "--people", "1000", "--companies", "200", "--deals", "500")
            {
                WorkingDirectory = Checkout.Root,
                Environment = new Dictionary<string, string?>
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["ConnectionStrings__platformdb"] = await database.Running.Resource.GetConnectionStringAsync(context.CancellationToken),
                    ["ConnectionStrings__cache"] = await cache.Resource.GetConnectionStringAsync(context.CancellationToken),
                    ["ConnectionStrings__nats"] = await nats.Resource.GetConnectionStringAsync(context.CancellationToken),
                    ["Security__MasterKey"] = await masterKey.Resource.GetValueAsync(context.CancellationToken),
                },
            }),
            new CommandOptions
            {
                Description = "Adds 1,000 people, 200 companies and 500 deals to the demo tenant.",
                IconName = "PeopleAdd",
                IsHighlighted = true,
                UpdateState = WhileHealthy,
            });

    /// <summary>Publishes one event as a bot of alice.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> WithFirstEventCommand(
        this IResourceBuilder<IResourceWithConnectionString> nats, IResourceBuilder<ProjectResource> api) =>
        nats.WithCommand(
            "publish-first-event",
            "Publish a first event",
            context => ScriptAsync(context, "first-event", api, nats),
            new CommandOptions
            {
                Description = "Signs alice in, makes a trading and a sub-account when she has none, and publishes an order of her bot.",
                IconName = "Send",
                IsHighlighted = true,
                UpdateState = WhileHealthy,
            });

    /// <summary>Goes through the events again, those that became dead letters among them.</summary>
    public static IResourceBuilder<ProjectResource> WithReplayCommand(
        this IResourceBuilder<ProjectResource> workers, IResourceBuilder<ProjectResource> api, IResourceBuilder<IResourceWithConnectionString> nats) =>
        workers.WithCommand(
            "replay-dead-letters",
            "Replay dead letters",
            context => ScriptAsync(context, "replay", api, nats),
            new CommandOptions
            {
                Description = "Reads the streams again: applies what was refused and would be accepted now, skips what was applied.",
                IconName = "ArrowRepeatAll",
                UpdateState = WhileHealthy,
            });

    /// <summary>Removes everything from Redis.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> WithEmptyCommand(this IResourceBuilder<IResourceWithConnectionString> cache) =>
        cache.WithCommand(
            "empty-cache",
            "Empty the cache",
            async context =>
            {
                await EmptyAsync(cache.Resource, context.CancellationToken);
                return CommandResults.Success("The cache is empty.");
            },
            new CommandOptions
            {
                Description = "Removes everything from Redis: rate limits begin anew, and who is signing in begins again.",
                IconName = "Broom",
                UpdateState = WhileHealthy,
            });

    internal static async Task EmptyAsync(IResourceWithConnectionString cache, CancellationToken cancellationToken)
    {
        var options = ConfigurationOptions.Parse((await cache.GetConnectionStringAsync(cancellationToken))!);
        options.AllowAdmin = true;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await Task.WhenAll(redis.GetServers().Select(server => server.FlushAllDatabasesAsync()));
    }

    internal static ResourceCommandState WhileHealthy(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.HealthStatus is Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
            ? ResourceCommandState.Enabled
            : ResourceCommandState.Disabled;

    private static Task<ExecuteCommandResult> ScriptAsync(
        ExecuteCommandContext context, string script, IResourceBuilder<ProjectResource> api, IResourceBuilder<IResourceWithConnectionString> nats) =>
        Tool.RunAsync(context, new Command(script, Path.Combine(Checkout.Root, "eng", script))
        {
            WorkingDirectory = Checkout.Root,
            Environment = new Dictionary<string, string?>
            {
                ["PLATFORM_PORT"] = api.GetEndpoint("http").Port.ToString(CultureInfo.InvariantCulture),
                ["PLATFORM_NATS_PORT"] = ((IResourceWithEndpoints)nats.Resource).GetEndpoint("tcp").Port.ToString(CultureInfo.InvariantCulture),
            },
        });
}
