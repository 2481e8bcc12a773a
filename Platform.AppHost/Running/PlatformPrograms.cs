using Platform.AppHost.Settings;

namespace Platform.AppHost.Running;

/// <summary>Our own processes, and what they have in common.</summary>
internal static class PlatformPrograms
{
    /// <summary>Adds a process of ours. Its program is started as it was built, without the seconds that <c>dotnet run</c> takes to find it; a debugger starts it its own way.</summary>
    public static IResourceBuilder<ProjectResource> AddProgram<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
    {
        var program = builder.AddProject<TProject>(name, launchProfileName: null);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return program;
        }

        var file = Checkout.ProgramOf(new TProject().ProjectPath);
        // How a tool other than the SDK hosts a program is an experimental part of Aspire.
#pragma warning disable ASPIREEXTENSION001
        return program
            .WithLaunchToolArgs(
                context =>
                {
                    context.Args.Add("exec");
                    context.Args.Add(file);
                },
                ownedByLaunchConfigurationType: "project",
                showInCommandLine: false)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development");
#pragma warning restore ASPIREEXTENSION001
    }

    public static IResourceBuilder<ProjectResource> WithKeys(
        this IResourceBuilder<ProjectResource> program, IResourceBuilder<ParameterResource> signingKey, IResourceBuilder<ParameterResource> masterKey) =>
        program
            .WithEnvironment("Identity__SigningKey", signingKey)
            .WithEnvironment("Security__MasterKey", masterKey)
            .InRunMode(running => running.WithEnvironment("Identity__Admins__0", "admin@example.com"));

    /// <summary>Uses the sandbox for mail and for what integrations talk to.</summary>
    public static IResourceBuilder<ProjectResource> WithSandbox(this IResourceBuilder<ProjectResource> program, IResourceBuilder<ProjectResource> sandbox) =>
        program.InRunMode(running =>
        {
            var mail = sandbox.GetEndpoint("smtp");
            return running
                .WithEnvironment("Mail__Host", $"{mail.Property(EndpointProperty.Host)}")
                .WithEnvironment("Mail__Port", $"{mail.Property(EndpointProperty.Port)}")
                .WithEnvironment("Mail__Tls", "None")
                .WithEnvironment("Integrations__Shipping__BaseUrl", sandbox.GetEndpoint("http"))
                .WithEnvironment("Outbound__AllowPrivate", "true")
                .WaitFor(sandbox);
        });

    /// <summary>Signs people in through the sandbox, in the place of Google, WeChat and the operation center's provider.</summary>
    public static IResourceBuilder<ProjectResource> WithSandboxSignIn(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> sandbox) =>
        api.InRunMode(running =>
        {
            var url = sandbox.GetEndpoint("http").Property(EndpointProperty.Url);
            return running
                .WithReference(sandbox)
                .WithEnvironment("SignIn__Google__ClientId", "platform-google")
                .WithEnvironment("SignIn__Google__ClientSecret", "platform-google-secret")
                .WithEnvironment("SignIn__Google__AuthorizeUrl", $"{url}/google/o/oauth2/v2/auth")
                .WithEnvironment("SignIn__Google__TokenUrl", $"{url}/google/token")
                .WithEnvironment("SignIn__Google__UserInfoUrl", $"{url}/google/v1/userinfo")
                .WithEnvironment("SignIn__WeChat__AppId", "wxplatform0000001")
                .WithEnvironment("SignIn__WeChat__AppSecret", "platform-wechat-secret")
                .WithEnvironment("SignIn__WeChat__AuthorizeUrl", $"{url}/wechat/connect/oauth2/authorize")
                .WithEnvironment("SignIn__WeChat__TokenUrl", $"{url}/wechat/sns/oauth2/access_token")
                .WithEnvironment("SignIn__WeChat__UserInfoUrl", $"{url}/wechat/sns/userinfo")
                .WithEnvironment("Operations__Provider__ClientId", "platform-operations")
                .WithEnvironment("Operations__Provider__ClientSecret", "platform-operations-secret")
                .WithEnvironment("Operations__Provider__Issuer", $"{url}/")
                .WithEnvironment("Links__Sandbox", sandbox.GetEndpoint("http"));
        });

    /// <summary>Tells the landing page where the dashboard is.</summary>
    public static IResourceBuilder<ProjectResource> WithDashboardLink(this IResourceBuilder<ProjectResource> api) =>
        api.InRunMode(running => Dashboard.Address(running.ApplicationBuilder.Configuration) is { } address ? running.WithEnvironment("Links__Dashboard", address) : running);

    private static IResourceBuilder<ProjectResource> InRunMode(
        this IResourceBuilder<ProjectResource> program, Func<IResourceBuilder<ProjectResource>, IResourceBuilder<ProjectResource>> change) =>
        program.ApplicationBuilder.ExecutionContext.IsRunMode ? change(program) : program;
}
