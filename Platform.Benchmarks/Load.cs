using System.Diagnostics;
using System.Net.Http.Headers;

namespace Platform.Benchmarks;

/// <summary>What a load came to: requests a second, and latency in milliseconds.</summary>
internal sealed record LoadResult(double PerSecond, double Median, double P99);

/// <summary>A closed loop of a few connections against one address on loopback.</summary>
internal static class Load
{
    private const int Connections = 8;
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    /// <summary>Measures two addresses in turns, so that whatever else the machine does meets both alike; of each the median round counts.</summary>
    public static async Task<(LoadResult First, LoadResult Second)> CompareAsync((string Url, string? Token) first, (string Url, string? Token) second)
    {
        await RunAsync(first.Url, first.Token, WarmUp);
        await RunAsync(second.Url, second.Token, WarmUp);
        var (firsts, seconds) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < Rounds; round++)
        {
            firsts.Add(await RunAsync(first.Url, first.Token, Round));
            seconds.Add(await RunAsync(second.Url, second.Token, Round));
        }

        return (Median(firsts), Median(seconds));
    }

    private static LoadResult Median(List<LoadResult> rounds) => rounds.OrderBy(r => r.PerSecond).ElementAt(rounds.Count / 2);

    private static async Task<LoadResult> RunAsync(string url, string? token, TimeSpan duration)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false };
        using var client = new HttpMessageInvoker(handler);
        var watch = Stopwatch.StartNew();
        var loops = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoopAsync(client, url, token, watch, duration)));
        var latencies = (await Task.WhenAll(loops)).SelectMany(l => l).Order().ToList();
        return new(latencies.Count / watch.Elapsed.TotalSeconds, latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100]);
    }

    private static async Task<List<double>> LoopAsync(HttpMessageInvoker client, string url, string? token, Stopwatch watch, TimeSpan duration)
    {
        var latencies = new List<double>();
        var buffer = new byte[64 * 1024];
        while (watch.Elapsed < duration)
        {
            var started = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var response = await client.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{url} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            }

            await using var body = await response.Content.ReadAsStreamAsync();
            while (await body.ReadAsync(buffer) > 0)
            {
            }

            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }
}
