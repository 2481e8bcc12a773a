using Platform.AppHost.Commands;
using Platform.AppHost.Publishing;
using Platform.AppHost.Running;
using Platform.AppHost.Servers;
using Platform.AppHost.Settings;
using Platform.Servers;

try
{
    var builder = DistributedApplication.CreateBuilder(PlatformOptions.From(args));
    var settings = await RunSettings.ReadAsync(builder, args);

    // Secrets
    var ownerPassword = builder.AddSecret(settings, "postgres-password", "The password of the database's owner, who migrates.", secrets => secrets.OwnerPassword);
    var runningPassword = builder.AddSecret(settings, "platform-app-password", "The password of platform_app, the role that api and workers use.", secrets => secrets.AppPassword);
    var cachePassword = builder.AddSecret(settings, "cache-password", "The password of Redis.", secrets => secrets.RedisPassword);
    var natsPassword = builder.AddSecret(settings, "nats-password", "The password of the platform's own user in NATS.", secrets => secrets.NatsPassword);
    var signingKey = builder.AddSecret(settings, "signing-key", "Signs access tokens: 32 bytes or more in base64.", secrets => secrets.SigningKey);
    var masterKey = builder.AddSecret(settings, "master-key", "Wraps the data keys of tenants: 32 bytes in base64.", secrets => secrets.MasterKey);

    // Servers: containers where a container runtime answers, else processes
    var database = builder.AddPostgresServer("postgres", settings, ownerPassword, runningPassword);
    var cache = builder.AddRedisServer("cache", settings, cachePassword);
    var nats = builder.AddNatsServer("nats", settings, natsPassword);

    // The database as the code wants it
    var migrations = builder.AddProgram<Projects.Platform_Workers>("migrations")
        .WithArgs("migrate")
        .WithKeys(signingKey, masterKey)
        .WithEnvironment("Database__AppPassword", runningPassword)
        .WithReference(database.Owner).WaitFor(database.Ready)
        .WithIconName("DatabaseArrowUp");

    // Stand-ins for third parties
    var sandbox = builder.AddProgram<Projects.Platform_Sandbox>("sandbox")
        .WithHttpEndpoint(port: settings.Ports.Sandbox)
        .WithEndpoint(scheme: "tcp", name: "smtp", env: "Sandbox__Mailbox__Port")
        .WithHttpHealthCheck("/health/ready")
        .WithUrlForEndpoint("http", link => link.DisplayText = "Sandbox")
        .WithUrlForEndpoint("http", http => new() { Url = $"{http.Url}/mailbox", DisplayText = "Mailbox" })
        .WithIconName("Beaker")
        .ExcludeFromManifest();

    // The platform
    var workers = builder.AddProgram<Projects.Platform_Workers>("workers")
        .WithHttpEndpoint()
        .WithKeys(signingKey, masterKey)
        .WithReference(database.Running, connectionName: PostgresServers.Database).WaitForCompletion(migrations)
        .WithReference(cache).WaitFor(cache)
        .WithReference(nats).WaitFor(nats)
        .WithSandbox(sandbox)
        .WithHttpHealthCheck("/health/ready")
        .WithReplicas(settings.Workers)
        .WithUrlForEndpoint("http", http => new() { Url = $"{http.Url}/health/ready", DisplayText = "Health" })
        .WithIconName("ArrowSyncCircle");

    var api = builder.AddProgram<Projects.Platform_Api>("api")
        .WithHttpEndpoint(port: settings.Ports.Api)
        .WithExternalHttpEndpoints()
        .WithKeys(signingKey, masterKey)
        .WithReference(database.Running, connectionName: PostgresServers.Database).WaitForCompletion(migrations)
        .WithReference(cache).WaitFor(cache)
        .WithReference(nats).WaitFor(nats)
        .WithSandbox(sandbox)
        .WithSandboxSignIn(sandbox)
        .WithDashboardLink()
        .WithHttpHealthCheck("/health/ready")
        .WithReplicas(settings.Apis)
        .WithUrlForEndpoint("http", link => link.DisplayText = "Landing page")
        .WithUrlForEndpoint("http", http => new() { Url = $"{http.Url}/docs", DisplayText = "API reference" })
        .WithIconName("Globe");

    // What developers do with it on the dashboard
    workers.WithDemoDataCommand(database, cache, nats, masterKey).WithReplayCommand(api, nats);
    nats.WithFirstEventCommand(api);
    cache.WithEmptyCommand();
    migrations.WithResetCommand(database, cache, nats, workers, api);

    // What `eng/publish-kubernetes` writes
    builder.AddKubernetesManifests();

    return await builder.RunAsync(settings);
}
catch (StartException failure)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
