using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Http;

/// <summary>Calls whose address a user can choose reach nothing but the public internet.</summary>
public sealed class OutboundTests(ApiFixture api, TestServers servers) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:7f00:1::")]
    public void It_is_not_public(string address) => Assert.False(OutboundAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    public void It_is_public(string address) => Assert.True(OutboundAddresses.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    public async Task No_spelling_of_this_machine_is_reached(string address)
    {
        var port = new Uri((await servers.SandboxAsync()).Address).Port;
        var client = api.Host.Services.GetRequiredService<IHttpClientFactory>().CreateClient(OutboundHttp.Client);
        var failure = await Assert.ThrowsAnyAsync<HttpRequestException>(() =>
            client.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, port), TestContext.Current.CancellationToken));
        Assert.True(failure is OutboundRefusedException || failure.InnerException is OutboundRefusedException, failure.ToString());
    }
}
