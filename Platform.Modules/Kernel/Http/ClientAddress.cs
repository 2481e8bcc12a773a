using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Who is counted where requests are counted by address.</summary>
internal static class ClientAddress
{
#pragma warning disable RS0030 // Nobody else reads the address: whoever counts by it takes Of.
    /// <summary>The whole address, for a record of what somebody did.</summary>
    public static string InFull(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    /// <summary>The address of the client; an IPv6 customer has a whole /64 to choose addresses from, and counts as one.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        var address => address.ToString(),
    };
#pragma warning restore RS0030
}
