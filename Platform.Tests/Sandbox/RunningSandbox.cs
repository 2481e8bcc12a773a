using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Platform.Tests.Sandbox;

/// <summary>The sandbox on a free loopback port, with a clock that the test moves.</summary>
public sealed class RunningSandbox : IAsyncLifetime
{
    public const string Callback = "http://localhost:3000/callback";
    public const string GoogleClient = "platform-google";
    public const string GoogleSecret = "platform-google-secret";

    private readonly LogLines log = new();
    private readonly string[] settings;
    private WebApplication? app;
    private ServiceProvider? clients;

    public RunningSandbox()
        : this([])
    {
    }

    private RunningSandbox(string[] settings) => this.settings = settings;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public HttpClient Http { get; private set; } = null!;

    /// <summary>Everything that was logged, at every level that the categories let through.</summary>
    public string Log => string.Join('\n', log.Lines);

    public static async Task<RunningSandbox> Start(params string[] settings)
    {
        var sandbox = new RunningSandbox(settings);
        await sandbox.InitializeAsync();
        return sandbox;
    }

    public async ValueTask InitializeAsync()
    {
        app = Platform.Sandbox.Program.Build(
            ["--urls", "http://127.0.0.1:0", .. settings],
            builder =>
            {
                builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
                builder.Services.AddSingleton<TimeProvider>(Clock);
            });
        await app.StartAsync();
        clients = new ServiceCollection()
            .AddHttpClient("sandbox", client =>
            {
                client.BaseAddress = new Uri(app.Urls.First());

                // Else a body that is refused unread makes the connection break under whoever is still sending it.
                client.DefaultRequestHeaders.ExpectContinue = true;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) })
            .Services.BuildServiceProvider();
        Http = clients.GetRequiredService<IHttpClientFactory>().CreateClient("sandbox");
    }

    public async ValueTask DisposeAsync()
    {
        if (clients is not null)
        {
            await clients.DisposeAsync();
        }
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    public Task<HttpResponseMessage> Get(string path, params (string Name, string? Value)[] query) =>
        Http.GetAsync(Address(path, query), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> Post(string path, params (string Name, string? Value)[] form) =>
        Http.PostAsync(path, Form(form), TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> GetAs(string bearer, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static string Address(string path, params (string Name, string? Value)[] query) =>
        QueryHelpers.AddQueryString(path, Given(query));

    public static FormUrlEncodedContent Form(params (string Name, string? Value)[] form) => new(Given(form));

    /// <summary>The parameters with some replaced; a null value takes one away.</summary>
    public static (string Name, string? Value)[] Except(
        (string Name, string? Value)[] parameters, params (string Name, string? Value)[] changes) =>
        [.. parameters.Where(pair => changes.All(change => change.Name != pair.Name)), .. changes];

    private static IEnumerable<KeyValuePair<string, string?>> Given((string Name, string? Value)[] pairs) =>
        pairs.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value));

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
