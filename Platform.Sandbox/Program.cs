using Platform.Sandbox.Core;
using Platform.Sandbox.Faults;
using Platform.Sandbox.Google;
using Platform.Sandbox.Mailbox;
using Platform.Sandbox.Oidc;
using Platform.Sandbox.Pages;
using Platform.Sandbox.Shipping;
using Platform.Sandbox.WeChat;

namespace Platform.Sandbox;

/// <summary>The host of the stand-ins for third parties.</summary>
public partial class Program
{
    protected Program()
    {
    }

    public static Task Main(string[] args) => Build(args).RunAsync();

    /// <summary>Builds the application without starting it, so that a test can run it in its own process.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddSandbox();
        builder.Services.AddGoogle();
        builder.Services.AddWeChat();
        builder.Services.AddOidc();
        builder.Services.AddMailbox();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseSandbox();
        app.UseAuthentication();
        app.MapDefaultEndpoints();
        app.MapLandingPage();
        app.MapAvatars();
        app.MapFaults();
        app.MapGoogle();
        app.MapWeChat();
        app.MapOidc();
        app.MapMailbox();
        app.MapShipping();
        return app;
    }
}
