using System.Security.Cryptography;
using System.Text;
using NATS.Client.Core;

namespace TradingBot;

/// <summary>Signs events with a bot key: HMAC-SHA256 over subject, line feed and payload.</summary>
internal sealed class EventSigner(Guid keyId, string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>The headers that prove who publishes these bytes to this subject.</summary>
    public NatsHeaders Sign(string subject, byte[] payload)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{subject}\n"));
        hmac.AppendData(payload);
        return new NatsHeaders
        {
            ["Platform-Key-Id"] = keyId.ToString(),
            ["Platform-Signature"] = $"sha256={Convert.ToHexStringLower(hmac.GetHashAndReset())}",
        };
    }
}
