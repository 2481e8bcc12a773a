using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>An Api with few connections to the database.</summary>
public sealed class FewConnectionsFixture(TestServers servers) : StaffFixture(servers)
{
    public const int Connections = 6;
    public const int PerTenant = 8;

    protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions
    {
        Settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:platformdb"] = $"{Database.App};Maximum Pool Size={Connections};Timeout=5", ["Exports:PerTenant"] = $"{PerTenant}",
        },
    });
}

/// <summary>Whoever reads an export slowly, or not at all, stops nobody else.</summary>
public sealed class SlowReaderTests(FewConnectionsFixture api) : IClassFixture<FewConnectionsFixture>
{
    private const int Rows = 30_000;
    private static readonly string[] Formats = ["csv", "json", "xml", "markdown"];

    [Fact]
    public async Task Readers_who_sleep_hold_no_connection_and_only_their_own_tenant_runs_out_of_exports()
    {
        var (staff, other) = (await api.AdminAsync(), await api.AdminAsync());
        await api.Database.ExecuteAsync("""
            INSERT INTO access.roles (id, tenant_id, name, custom, created_at, updated_at)
            SELECT gen_random_uuid(), $1, 'role ' || i || repeat('x', 80), '{}', now(), now() FROM generate_series(1, $2) i
            """, staff.TenantId, Rows);
        var sleepers = new List<TcpClient>();
        try
        {
            for (var i = 0; i < FewConnectionsFixture.PerTenant; i++)
            {
                sleepers.Add(await SleepAsync(staff, $"/api/auth/roles?format={Formats[i % Formats.Length]}&sortField={(i % 2 == 0 ? "name" : "id")}"));
            }

            Assert.Equal(200, (await other.Api.GetAsync("/api/auth/roles?format=csv")).Status);
            Assert.Single((await other.Api.GetAsync("/api/auth/roles")).Items());
            var refused = (await staff.Api.GetAsync("/api/auth/roles?format=csv")).Refuses(429);
            Assert.NotNull(refused.Header("Retry-After"));
            Assert.Equal(100, (await staff.Api.GetAsync("/api/auth/roles?pageSize=100")).Items().Count);
        }
        finally
        {
            sleepers.ForEach(s => s.Dispose());
        }

        // Whoever has gone takes no place.
        await Retry.Until(async () => (await staff.Api.GetAsync("/api/auth/roles?format=csv")).Status == 200, "an export ends with its reader");
    }

    [Fact]
    public void A_reader_below_any_useful_rate_is_let_go()
    {
        var rate = api.Host.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinResponseDataRate;
        Assert.True(rate is { BytesPerSecond: >= 1024, GracePeriod.TotalSeconds: <= 30 });
    }

    /// <summary>Asks, reads the beginning of the answer, and nothing more.</summary>
    private async Task<TcpClient> SleepAsync(Person staff, string path)
    {
        var client = new TcpClient { ReceiveBufferSize = 8192 };
        await client.ConnectAsync("127.0.0.1", new Uri(api.Host.Address).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {staff.Api.Token}\r\n\r\n"), TestContext.Current.CancellationToken);
        var begin = new byte[12];
        await client.GetStream().ReadExactlyAsync(begin, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(begin));
        return client;
    }
}
