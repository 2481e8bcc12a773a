using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Platform.Benchmarks;

/// <summary>What a load came to: requests a second, and latency in milliseconds.</summary>
internal sealed record LoadResult(double PerSecond, double Median, double P99);

/// <summary>What a load asks for, again and again: a GET, or a POST of a JSON body.</summary>
internal sealed record Target(string Url, string? Token, string? Json = null)
{
    public static implicit operator Target((string Url, string? Token) get) => new(get.Url, get.Token);
}

/// <summary>A closed loop of a few connections against one address on loopback.</summary>
internal static class Load
{
    private const int Connections = 8;
    private const int Rounds = 5;
    private const int MaxWarmUps = 10;
    private const double StillRising = 1.04;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);

    /// <summary>Measures two requests in turns, so that whatever else the machine does meets both alike; of each the median round counts.</summary>
    public static async Task<(LoadResult First, LoadResult Second)> CompareAsync(Target first, Target second)
    {
        await WarmUpAsync(first);
        await WarmUpAsync(second);
        var (firsts, seconds) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < Rounds; round++)
        {
            firsts.Add(await RunAsync(first, Round));
            seconds.Add(await RunAsync(second, Round));
        }

        return (Median(firsts), Median(seconds));
    }

    /// <summary>Until the compiler has done its work: the rate does not rise any more.</summary>
    private static async Task WarmUpAsync(Target target)
    {
        var best = 0d;
        for (var round = 0; round < MaxWarmUps; round++)
        {
            var rate = (await RunAsync(target, Round)).PerSecond;
            if (round > 1 && rate < best * StillRising)
            {
                return;
            }

            best = Math.Max(best, rate);
        }
    }

    private static LoadResult Median(List<LoadResult> rounds) => rounds.OrderBy(r => r.PerSecond).ElementAt(rounds.Count / 2);

    private static async Task<LoadResult> RunAsync(Target target, TimeSpan duration)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false };
        using var client = new HttpMessageInvoker(handler);
        var watch = Stopwatch.StartNew();
        var loops = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoopAsync(client, target, watch, duration)));
        var latencies = (await Task.WhenAll(loops)).SelectMany(l => l).Order().ToList();
        return new(latencies.Count / watch.Elapsed.TotalSeconds, latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100]);
    }

    private static async Task<List<double>> LoopAsync(HttpMessageInvoker client, Target target, Stopwatch watch, TimeSpan duration)
    {
        var latencies = new List<double>();
        var buffer = new byte[64 * 1024];
        while (watch.Elapsed < duration)
        {
            var started = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(target.Json is null ? HttpMethod.Get : HttpMethod.Post, target.Url);
            request.Headers.Authorization = target.Token is null ? null : new AuthenticationHeaderValue("Bearer", target.Token);
            request.Content = target.Json is null ? null : new StringContent(target.Json, Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, CancellationToken.None);
            if (!response.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{target.Url} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
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
