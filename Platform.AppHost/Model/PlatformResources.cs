using Platform.AppHost.Settings;

namespace Platform.AppHost.Model;

/// <summary>Our own processes: what they reference and what they wait for.</summary>
internal static class PlatformResources
{
    private const string Ready = "/health/ready";
    private const string Smtp = "smtp";

    public static void Add(IDistributedApplicationBuilder builder, PublicPorts ports, SecretParameters secrets, ServerResources servers)
    {
        var sandbox = builder.AddProject<Projects.Platform_Sandbox>("sandbox", launchProfileName: null)
            .WithHttpEndpoint(port: ports.Sandbox, name: "http")
            .WithEndpoint(scheme: "tcp", name: Smtp, env: AppEnvironment.MailboxPort)
            .WithVariables(AppEnvironment.Development)
            .WithHttpHealthCheck(Ready);

        var migrations = builder.AddProject<Projects.Platform_Workers>("migrations", launchProfileName: null)
            .WithArgs("migrate")
            .WithVariables(AppEnvironment.Platform)
            .WithKeys(secrets)
            .WithEnvironment(AppEnvironment.RunningRolePassword, secrets.AppPassword)
            .WithReference(servers.Database)
            .WaitFor(servers.DatabaseReady);

        builder.AddProject<Projects.Platform_Workers>("workers", launchProfileName: null)
            .WithHttpEndpoint(name: "http")
            .WithPlatform(secrets, servers, migrations)
            .WithThirdParties(sandbox)
            .WaitFor(sandbox)
            .WithHttpHealthCheck(Ready);

        builder.AddProject<Projects.Platform_Api>("api", launchProfileName: null)
            .WithHttpEndpoint(port: ports.Api, name: "http")
            .WithPlatform(secrets, servers, migrations)
            .WithSignIn(sandbox)
            .WithThirdParties(sandbox)
            .WithReference(sandbox)
            .WaitFor(sandbox)
            .WithHttpHealthCheck(Ready)
            .WithUrl(ports.ApiUrl + "/docs", "API reference");
    }

    private static IResourceBuilder<ProjectResource> WithPlatform(
        this IResourceBuilder<ProjectResource> project, SecretParameters secrets, ServerResources servers, IResourceBuilder<ProjectResource> migrations) =>
        project
            .WithVariables(AppEnvironment.Platform)
            .WithKeys(secrets)
            .WithReference(servers.RunningDatabase, connectionName: AppEnvironment.Database)
            .WithReference(servers.Cache)
            .WithReference(servers.Nats)
            .WaitForCompletion(migrations)
            .WaitFor(servers.Cache)
            .WaitFor(servers.Nats);

    private static IResourceBuilder<ProjectResource> WithSignIn(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> sandbox)
    {
        var address = sandbox.GetEndpoint("http");
        foreach (var (variable, path) in AppEnvironment.SandboxPaths)
        {
            api.WithEnvironment(variable, $"{address.Property(EndpointProperty.Url)}{path}");
        }

        return api.WithVariables(AppEnvironment.SignIn).WithEnvironment(AppEnvironment.SandboxLink, address);
    }

    private static IResourceBuilder<ProjectResource> WithThirdParties(this IResourceBuilder<ProjectResource> project, IResourceBuilder<ProjectResource> sandbox)
    {
        var server = sandbox.GetEndpoint(Smtp);
        return project
            .WithEnvironment(AppEnvironment.MailHost, $"{server.Property(EndpointProperty.Host)}")
            .WithEnvironment(AppEnvironment.MailPort, $"{server.Property(EndpointProperty.Port)}")
            .WithEnvironment(AppEnvironment.ShippingAddress, sandbox.GetEndpoint("http"));
    }

    private static IResourceBuilder<ProjectResource> WithKeys(this IResourceBuilder<ProjectResource> project, SecretParameters secrets) =>
        project.WithEnvironment(AppEnvironment.SigningKey, secrets.SigningKey).WithEnvironment(AppEnvironment.MasterKey, secrets.MasterKey);

    private static IResourceBuilder<ProjectResource> WithVariables(
        this IResourceBuilder<ProjectResource> project, IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (variable, value) in variables)
        {
            project.WithEnvironment(variable, value);
        }

        return project;
    }
}
