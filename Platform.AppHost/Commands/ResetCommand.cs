using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NATS.Client.Core;
using NATS.Net;
using Npgsql;
using Platform.AppHost.Running;
using Platform.AppHost.Servers;

namespace Platform.AppHost.Commands;

/// <summary>Begins with empty data while the servers go on.</summary>
internal static class ResetCommand
{
    public static IResourceBuilder<ProjectResource> WithResetCommand(
        this IResourceBuilder<ProjectResource> migrations, DatabaseResources database, IResourceBuilder<IResourceWithConnectionString> cache, IResourceBuilder<IResourceWithConnectionString> nats,
        params IResourceBuilder<ProjectResource>[] programs) =>
        migrations.WithCommand(
            "reset",
            "Reset all data",
            async context =>
            {
                // A page that is closed meanwhile leaves nothing half done.
                var cancellation = context.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                var commands = context.Services.GetRequiredService<ResourceCommandService>();
                using var quiet = context.Services.GetRequiredService<StartWatch>().Pause();
                foreach (var program in programs)
                {
                    await commands.ExecuteCommandAsync(program.Resource, KnownResourceCommands.StopCommand, cancellation);
                }

                await EmptyDatabaseAsync(database.Owner.Resource, cancellation);
                await PlatformCommands.EmptyAsync(cache.Resource, cancellation);
                await RemoveStreamsAsync(nats.Resource, cancellation);
                return await StartAsync(context.Services, commands, migrations.Resource, programs, cancellation);
            },
            new CommandOptions
            {
                Description = "Stops api and workers, empties the database, the cache and the streams, migrates, and starts them again.",
                ConfirmationMessage = "All data of this checkout's platform will be gone. Go on?",
                IconName = "DeleteDismiss",
                IconVariant = IconVariant.Regular,
            });

    private static async Task<ExecuteCommandResult> StartAsync(
        IServiceProvider services, ResourceCommandService commands, ProjectResource migrations, IResourceBuilder<ProjectResource>[] programs, CancellationToken cancellation)
    {
        var resources = services.GetRequiredService<ResourceNotificationService>();
        var before = (await resources.WaitForResourceAsync(migrations.Name, _ => true, cancellation)).Snapshot.StartTimeStamp;
        await commands.ExecuteCommandAsync(migrations, KnownResourceCommands.StartCommand, cancellation);
        var migrated = await resources.WaitForResourceAsync(
            migrations.Name,
            change => change.Snapshot.StartTimeStamp != before && KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text),
            cancellation);
        if (migrated.Snapshot.ExitCode is not 0)
        {
            return CommandResults.Failure("The data is gone, and the migrations failed: see their log.");
        }

        await Task.WhenAll(programs.Select(program => commands.ExecuteCommandAsync(program.Resource, KnownResourceCommands.StartCommand, cancellation)));
        await Task.WhenAll(programs.Select(program => resources.WaitForResourceHealthyAsync(program.Resource.Name, cancellation)));
        return CommandResults.Success("All data is new.");
    }

    private static async Task EmptyDatabaseAsync(IResourceWithConnectionString owner, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnectionStringBuilder(await owner.GetConnectionStringAsync(cancellation)) { Database = "postgres", Pooling = false };
        await using var source = NpgsqlDataSource.Create(connection);
        foreach (var statement in new[] { $"DROP DATABASE IF EXISTS {PostgresServers.Database} WITH (FORCE)", $"CREATE DATABASE {PostgresServers.Database}" })
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task RemoveStreamsAsync(IResourceWithConnectionString nats, CancellationToken cancellation)
    {
        await using var client = new NatsClient(new NatsOpts { Url = (await nats.GetConnectionStringAsync(cancellation))! });
        var streams = client.CreateJetStreamContext();
        var names = new List<string>();
        await foreach (var name in streams.ListStreamNamesAsync(cancellationToken: cancellation))
        {
            names.Add(name);
        }

        foreach (var name in names)
        {
            await streams.DeleteStreamAsync(name, cancellation);
        }
    }
}
