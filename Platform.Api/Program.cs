namespace Platform.Api;

/// <summary>The HTTP host.</summary>
public partial class Program
{
    public static async Task Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddPlatformApi();

        var app = builder.Build();
        app.MapPlatformApi();
        await app.RunAsync();
    }
}
