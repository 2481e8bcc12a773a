using Microsoft.Extensions.DependencyInjection;

namespace Platform.Tests.Support;

/// <summary>The HTTP client of all tests: no retries, no redirects, and many connections.</summary>
internal static class Http
{
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddHttpClient("test", client => client.Timeout = TimeSpan.FromMinutes(2))
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30),

            // The hosts in this process listen to its traces; what a test sends must be what it says.
            ActivityHeadersPropagator = null,
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers()
        .Services.BuildServiceProvider();

    public static HttpClient Client { get; } = Services.GetRequiredService<IHttpClientFactory>().CreateClient("test");
}
