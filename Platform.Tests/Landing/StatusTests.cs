using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Landing;
using Platform.Tests.Support;

namespace Platform.Tests.Landing;

public sealed class StatusTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Dictionary<string, string?> Links = new()
    {
        ["Links:Sandbox"] = "http://127.0.0.1:1/", ["Links:Dashboard"] = "https://dashboard.example.com/",
    };

    [Fact]
    public async Task The_status_says_of_every_part_whether_it_answers()
    {
        var status = await StatusAsync(api.Host);
        Assert.Equal("up", PartOf(status, "api"));
        Assert.Equal("up", PartOf(status, "database"));
        Assert.Equal("up", PartOf(status, "redis"));
        Assert.Equal("up", PartOf(status, "nats"));
        Assert.Equal(5, status.GetProperty("consumers").GetArrayLength());
    }

    [Fact]
    public async Task A_part_that_is_away_is_reported_and_the_page_still_answers()
    {
        await using var host = await WithAsync(new(Links) { ["ConnectionStrings:cache"] = "127.0.0.1:1,connectTimeout=200" });
        var status = await StatusAsync(host);
        Assert.Equal("degraded", status.GetProperty("status").GetString());
        Assert.Equal("down", PartOf(status, "redis"));
        Assert.Equal("down", PartOf(status, "sandbox"));
        Assert.Equal("up", PartOf(status, "database"));
    }

    [Fact]
    public async Task Without_the_database_the_whole_is_down()
    {
        await using var host = await WithAsync(new() { ["ConnectionStrings:platformdb"] = "Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=1" });
        var status = await StatusAsync(host);
        Assert.Equal("down", status.GetProperty("status").GetString());
        Assert.Equal("down", PartOf(status, "database"));
    }

    [Fact]
    public async Task In_production_strangers_see_no_numbers_and_no_links()
    {
        await using var host = await WithAsync(new(Links) { ["environment"] = "Production" });
        var status = await StatusAsync(host);
        Assert.Equal(["status", "checkedAt", "parts"], status.EnumerateObject().Select(p => p.Name));
        Assert.DoesNotContain(status.GetProperty("parts").EnumerateArray(), p => p.GetProperty("name").GetString() == "sandbox");
    }

    [Fact]
    public async Task In_production_details_are_shown_where_the_configuration_asks_for_them()
    {
        await using var host = await WithAsync(new(Links) { ["environment"] = "Production", ["Landing:Details"] = "true" });
        var status = await StatusAsync(host);
        Assert.Equal("https://dashboard.example.com/", status.GetProperty("links").GetProperty("dashboard").GetString());
        Assert.Equal(5, status.GetProperty("consumers").GetArrayLength());
        Assert.Equal(0, status.GetProperty("deadLetters").GetInt64());
    }

    [Fact]
    public async Task A_link_that_is_no_web_address_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => WithAsync(new() { ["Links:Dashboard"] = "javascript:alert(1)" }));
        Assert.Contains("Links:Dashboard", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_holds_no_secret_and_no_address_of_a_server()
    {
        var text = (await api.Host.Anonymous.GetAsync("/status.json")).Text;
        Assert.DoesNotContain("assword", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_look_the_system_is_asked_once_a_second()
    {
        var report = new CountingReport();
        await using var host = await api.ReplicaAsync(new ApiOptions { Configure = b => b.Services.AddSingleton<IConsumerReport>(report) });
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StatusAsync(host)));
        Assert.InRange(report.Asked, 1, 5);
    }

    private async Task<ApiHost> WithAsync(Dictionary<string, string?> settings) => await api.ReplicaAsync(new ApiOptions { Settings = settings });

    private static async Task<JsonElement> StatusAsync(ApiHost host)
    {
        var answer = await host.Anonymous.GetAsync("/status.json");
        Assert.Equal(200, answer.Status);
        return answer.Root;
    }

    private static string? PartOf(JsonElement status, string name) => status.GetProperty("parts").EnumerateArray()
        .Single(p => p.GetProperty("name").GetString() == name).GetProperty("status").GetString();

    private sealed class CountingReport : IConsumerReport
    {
        private int asked;

        public int Asked => asked;

        public Task<ConsumerReport> ReadAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(new ConsumerReport([new ConsumerLine("counting", "none", true, 0, 0, 0, null)], 0));
        }
    }
}
