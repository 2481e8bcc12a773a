namespace Platform.Api;

/// <summary>The HTTP host.</summary>
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
        builder.AddPlatformApi();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.MapPlatformApi();
        return app;
    }
}
