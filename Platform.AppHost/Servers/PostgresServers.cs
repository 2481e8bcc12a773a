using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.AppHost.Servers;

/// <summary>PostgreSQL as a process.</summary>
internal sealed class PostgresProcessResource(string name, ServerOptions options, ParameterResource password)
    : ServerProcessResource(name, PostgresServer.Launcher(options.Folder), options)
{
    /// <summary>Its owner, in the form that Aspire's own resource has.</summary>
    public override ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={PostgresServer.Superuser};Password={password}");

    protected override ParameterResource Password => password;

    protected override LocalServer Create(ServerOptions options) => new PostgresServer(options);
}

/// <summary>The database of the platform, as its owner and as the role that owns nothing.</summary>
/// <param name="Ready">What is healthy when the database can be used.</param>
internal sealed record DatabaseResources(
    IResourceBuilder<IResourceWithConnectionString> Owner, IResourceBuilder<IResourceWithConnectionString> Running, IResourceBuilder<IResource> Ready);

/// <summary>Adds PostgreSQL and its database.</summary>
internal static class PostgresServers
{
    public const string Database = "platformdb";

    /// <summary>The role that api and workers use; it owns nothing.</summary>
    private const string RunningRole = "platform_app";

    public static DatabaseResources AddPostgresServer(
        this IDistributedApplicationBuilder builder, string name, RunSettings settings, IResourceBuilder<ParameterResource> owner, IResourceBuilder<ParameterResource> running)
    {
        if (settings.Servers is ServerHosting.Containers)
        {
            var container = builder.AddPostgres(name, password: owner).WithDataVolume(settings.Volumes.Postgres).WithIconName("Database");
            var database = container.AddDatabase(Database);
            return new(database, builder.AddRunningRole(container.Resource.PrimaryEndpoint, running), database);
        }

        var server = new PostgresProcessResource(name, new ServerOptions(settings.FolderOf(name)) { Port = FreePort.Next() }, owner.Resource);
        var process = builder.AddServerProcess(server)
            .OnResourceReady((_, _, cancellationToken) => ((PostgresServer)server.Server).EnsureDatabaseAsync(Database, cancellationToken))
            .WithIconName("Database");
        var whole = builder.AddConnectionString(Database, ReferenceExpression.Create($"{server.ConnectionStringExpression};Database={Database}"));
        return new(whole, builder.AddRunningRole(server.PrimaryEndpoint, running), process);
    }

    private static IResourceBuilder<ConnectionStringResource> AddRunningRole(
        this IDistributedApplicationBuilder builder, EndpointReference server, IResourceBuilder<ParameterResource> password) =>
        builder.AddConnectionString($"{Database}-running", ReferenceExpression.Create(
            $"Host={server.Property(EndpointProperty.Host)};Port={server.Property(EndpointProperty.Port)};Username={RunningRole};Password={password};Database={Database}"));
}
