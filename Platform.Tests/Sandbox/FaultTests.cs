using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace Platform.Tests.Sandbox;

public sealed class FaultTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>, IAsyncLifetime
{
    private const string Faults = "/sandbox/faults";
    private const string Certificates = "/google/oauth2/v3/certs";

    public async ValueTask InitializeAsync()
    {
        using var cleared = await sandbox.Http.DeleteAsync(Faults, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_fault_hits_the_next_calls_of_its_endpoint_and_is_gone()
    {
        await Set(new { provider = "google", endpoint = "certs", status = 503, body = "{\"busy\":true}", count = 2 });
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/google/v1/userinfo"));
        using var first = await sandbox.Get(Certificates);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal("{\"busy\":true}", await first.Text());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Status(Certificates));
        Assert.Equal(HttpStatusCode.OK, await Status(Certificates));
    }

    [Fact]
    public async Task A_delay_alone_makes_the_real_answer_late()
    {
        await Set(new { provider = "google", endpoint = "certs", delayMs = 300 });
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.OK, await Status(Certificates));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(280), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_connection_can_be_cut()
    {
        await Set(new { provider = "wechat", endpoint = "userinfo", abort = true });
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Get("/wechat/sns/userinfo"));
        Assert.Equal(HttpStatusCode.OK, await Status("/wechat/sns/userinfo"));
    }

    [Fact]
    public async Task Waiting_faults_can_be_seen_and_forgotten()
    {
        await Set(new { provider = "google", endpoint = "certs", status = 500 });
        var seen = await sandbox.Get(Faults).Json();
        Assert.Equal("certs", seen.GetProperty("waiting")[0].Field("endpoint"));
        Assert.Contains("wechat/access_token", seen.GetProperty("endpoints").EnumerateArray().Select(name => name.GetString()));

        await InitializeAsync();
        Assert.Equal(HttpStatusCode.OK, await Status(Certificates));
    }

    [Theory]
    [InlineData("""{"provider":"google","endpoint":"nothing","status":500}""", 400)]
    [InlineData("""{"status":500}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs"}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs","status":99}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs","status":500,"count":101}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs","delayMs":30001}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs","status":500,"abort":true}""", 400)]
    [InlineData("""{"provider":"google","endpoint":"certs","delayMs":1,"body":"x"}""", 400)]
    [InlineData("""{"provider":""", 400)]
    [InlineData("null", 400)]
    public async Task A_fault_out_of_bounds_is_refused(string order, int status)
    {
        using var body = new StringContent(order, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await sandbox.Http.PostAsync(Faults, body, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task No_more_than_fifty_faults_wait()
    {
        for (var i = 0; i < 50; i++)
        {
            await Set(new { provider = "google", endpoint = "certs", status = 500 });
        }
        using var response = await sandbox.Http.PostAsJsonAsync(
            Faults, new { provider = "google", endpoint = "certs", status = 500 }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    private async Task Set(object fault)
    {
        using var response = await sandbox.Http.PostAsJsonAsync(Faults, fault, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private async Task<HttpStatusCode> Status(string path)
    {
        using var response = await sandbox.Get(path);
        return response.StatusCode;
    }
}
