using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>The ports that people choose.</summary>
public sealed class PublicPortsTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("80 80")]
    public void What_is_no_port_is_named_with_its_variable(string text)
    {
        var refused = Assert.Throws<StartException>(() => PublicPorts.Read(Configuration(("PLATFORM_NATS_PORT", text))));

        Assert.Contains($"PLATFORM_NATS_PORT is '{text}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_port_is_not_used_twice() =>
        Assert.Throws<StartException>(() => PublicPorts.Read(Configuration(("PLATFORM_PORT", "5000"), ("PLATFORM_SANDBOX_PORT", "5000"))));

    [Fact]
    public void A_taken_port_is_named_with_the_variable_that_changes_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        var refused = Assert.Throws<StartException>(() => new PublicPorts(FreePort.Next(), taken, FreePort.Next()).EnsureFree());

        Assert.Contains($"Port {taken} for NATS", refused.Message, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_NATS_PORT", refused.Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(one => one.Name, one => (string?)one.Value)).Build();
}
