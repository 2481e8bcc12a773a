using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Kernel.Data;

namespace Platform.Tests.Support;

/// <summary>What differs from an ordinary Api in one host of a test.</summary>
public sealed record ApiOptions
{
    /// <summary>Settings that are added or replaced; a null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public TimeProvider? Clock { get; init; }

    /// <summary>Gets what the host logs, down to this level.</summary>
    public CapturedLog? Log { get; init; }

    public Action<WebApplicationBuilder>? Configure { get; init; }
}

/// <summary>Api in this process on a free port, with everything real behind it. Requests are not limited unless a test asks.</summary>
public sealed class ApiHost : IAsyncDisposable
{
    /// <summary>Signs the tokens of all test hosts, so that two of them are replicas.</summary>
    public static readonly string SigningKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    public static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    public const string GoogleSecret = "platform-google-secret";
    public const string WeChatSecret = "platform-wechat-secret";

    private static readonly SortGuard Sorted = new();

    private readonly WebApplication app;

    private ApiHost(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public IServiceProvider Services => app.Services;

    /// <summary>A client of nobody.</summary>
    public ApiClient Anonymous => new(this, token: null);

    public ApiClient With(string? token) => new(this, token);

    public static async Task<ApiHost> StartAsync(TestServers servers, TestDatabase database, ApiOptions? options = null)
    {
        options ??= new ApiOptions();
        var running = await servers.ServersAsync();
        var settings = Settings(database, running.Redis.ConnectionString, running.Nats.ConnectionString, (await servers.SandboxAsync()).Address);
        foreach (var (key, value) in options.Settings)
        {
            settings[key] = value;
        }

        var app = Platform.Api.Program.Build(Arguments.Of("Platform.Api", [.. settings.Select(s => (s.Key, s.Value))]), builder =>
        {
            builder.Logging.ClearProviders();
            if (options.Log is { } log)
            {
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
            }

            if (options.Clock is { } clock)
            {
                builder.Services.AddSingleton(clock);
            }

            builder.Services.ConfigureDbContext<PlatformDb>(db => db.AddInterceptors(Sorted)).ConfigureDbContext<CrossTenantDb>(db => db.AddInterceptors(Sorted));
            options.Configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new ApiHost(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static Dictionary<string, string?> Settings(TestDatabase database, string redis, string nats, string sandbox) => new Dictionary<string, string?>(Providers(sandbox))
    {
        ["environment"] = "Development",
        ["ConnectionStrings:platformdb"] = database.App,
        ["ConnectionStrings:cache"] = redis,
        ["ConnectionStrings:nats"] = nats,
        ["Identity:SigningKey"] = SigningKey,
        ["Identity:Admins:0"] = TestSandbox.EmailOf("admin"),
        ["Security:MasterKey"] = MasterKey,
        ["RATE_LIMIT_ENABLED"] = "false",
    };

    /// <summary>The providers that a sandbox plays.</summary>
    public static Dictionary<string, string?> Providers(string sandbox) => new()
    {
        ["SignIn:Google:ClientId"] = "platform-google",
        ["SignIn:Google:ClientSecret"] = GoogleSecret,
        ["SignIn:Google:AuthorizeUrl"] = $"{sandbox}/google/o/oauth2/v2/auth",
        ["SignIn:Google:TokenUrl"] = $"{sandbox}/google/token",
        ["SignIn:Google:UserInfoUrl"] = $"{sandbox}/google/v1/userinfo",
        ["SignIn:WeChat:AppId"] = "wxplatform0000001",
        ["SignIn:WeChat:AppSecret"] = WeChatSecret,
        ["SignIn:WeChat:AuthorizeUrl"] = $"{sandbox}/wechat/connect/oauth2/authorize",
        ["SignIn:WeChat:TokenUrl"] = $"{sandbox}/wechat/sns/oauth2/access_token",
        ["SignIn:WeChat:UserInfoUrl"] = $"{sandbox}/wechat/sns/userinfo",
        ["Operations:Provider:Issuer"] = sandbox,
        ["Operations:Provider:ClientId"] = "platform-operations",
        ["Operations:Provider:ClientSecret"] = "platform-operations-secret",
    };
}
