using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.AppHost.Servers;

/// <summary>Redis as a process.</summary>
internal sealed class RedisProcessResource(string name, ServerOptions options, ParameterResource password)
    : ServerProcessResource(name, Programs.Redis(), options)
{
    public override ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)},password={password}");

    protected override ParameterResource Password => password;

    protected override LocalServer Create(ServerOptions options) => new RedisServer(options);
}

/// <summary>Adds Redis.</summary>
internal static class RedisServers
{
    public static IResourceBuilder<IResourceWithConnectionString> AddRedisServer(
        this IDistributedApplicationBuilder builder, string name, RunSettings settings, IResourceBuilder<ParameterResource> password) =>
        settings.Servers is ServerHosting.Containers
            ? builder.AddRedis(name, password: password).WithDataVolume(settings.Volumes.Cache).WithIconName("DatabaseLightning")
            : builder.AddServerProcess(new RedisProcessResource(name, new ServerOptions(settings.FolderOf("redis")) { Port = FreePort.Next() }, password.Resource))
                .WithIconName("DatabaseLightning");
}
