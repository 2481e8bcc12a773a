using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Fuzz;

/// <summary>Requests that nobody means, to every route, as every kind of principal: nothing fails, hangs, or answers without a bound.</summary>
/// <remarks><c>FUZZ_SEED</c> chooses others, and <c>FUZZ_SECONDS</c> how long: a longer run is one by hand.</remarks>
public sealed class FuzzTests(FuzzFixture api) : IClassFixture<FuzzFixture>
{
    private const int UsualSeed = 20_261;
    private const int UsualSeconds = 35;
    private const int AtOnce = 4;
    private const int Meant = 2;

    /// <summary>They tell the truth: no Workers run here.</summary>
    private static readonly string[] NotReady = ["GET /health/ready", "GET /v1/health/ready"];

    [Fact]
    public async Task Nothing_that_is_sent_makes_a_route_fail_hang_or_answer_without_a_bound()
    {
        var (seed, seconds) = (Setting("FUZZ_SEED", UsualSeed), Setting("FUZZ_SECONDS", UsualSeconds));
        var requests = await Requests.OfAsync(api.Host);
        var (faults, statuses, sent) = (new Dictionary<string, string>(), new SortedDictionary<int, int>(), 0);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < Meant || Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; round++)
        {
            foreach (var (batch, operations) in requests.Operations.Chunk(AtOnce).Index())
            {
                if (round >= Meant && Stopwatch.GetElapsedTime(started).TotalSeconds > seconds)
                {
                    break;
                }

                var made = new List<(FuzzRequest Request, ApiClient Client)>();
                foreach (var (at, operation) in operations.Index())
                {
                    // Each request has numbers of its own: what one of them is does not hang on what others answered.
                    var random = new Random(Mix(seed, round, (batch * AtOnce) + at));
                    var kinds = FuzzFixture.KindsOf(operation.Surface);
                    var kind = round < Meant ? kinds[0] : random.Any(kinds);
                    made.Add((requests.Make(operation, kind, random, spoilt: round >= Meant && random.Next(6) > 0), await api.OfKindAsync(kind)));
                }

                var answers = await Task.WhenAll(made.Select(m => m.Request.SendAsync(m.Client)));
                foreach (var ((request, _), (status, fault, text)) in made.Zip(answers))
                {
                    sent++;
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (fault is not null && !(status == 503 && NotReady.Contains(request.Operation)))
                    {
                        faults.TryAdd($"{request.Operation} {fault}", $"{request}\n    → {text[..Math.Min(300, text.Length)]}");
                    }

                    if (status == 401)
                    {
                        await api.RenewAsync(request.Kind);
                    }

                    requests.Learn(text, new Random(sent));
                }
            }
        }

        var summary = $"seed {seed}: {sent} requests to {requests.Operations.Count} operations; {string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}"))}";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(faults.Count == 0, $"{summary}\n{string.Join("\n", faults.Select(f => $"{f.Key}\n    {f.Value}"))}\n{Causes()}");

        // A run that nobody let in has shown nothing.
        Assert.True(statuses.GetValueOrDefault(200) > sent / 20, summary);
    }

    private string Causes()
    {
        var text = new StringBuilder();
        foreach (var line in api.Log.Lines.Where(l => l.StartsWith("Error", StringComparison.Ordinal)).Distinct().Take(40))
        {
            text.AppendLine(string.Join('\n', line.Split('\n').Where(l => !l.Contains("at Microsoft.", StringComparison.Ordinal) && !l.Contains("at System.", StringComparison.Ordinal)
                && !l.Contains("at Npgsql.", StringComparison.Ordinal) && !l.Contains("at lambda", StringComparison.Ordinal)).Take(14)));
        }

        return text.ToString();
    }

    private static int Mix(int seed, int round, int at) => unchecked((((seed * 397) + round) * 7919) + at);

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : usual;
}
