using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Platform.Kernel.Events;

namespace Platform.Trading.Ingest;

/// <summary>The signature that an event carries in its headers: <c>sha256=</c> and the hex of an HMAC-SHA256, and the id of the bot key.</summary>
/// <param name="Mac">Null where the headers make no signature.</param>
internal readonly record struct EventSignature(Guid KeyId, byte[]? Mac)
{
    public const string KeyHeader = "Platform-Key-Id";
    public const string SignatureHeader = "Platform-Signature";
    private const string Scheme = "sha256=";
    private const int MaxOnStack = 2048;

    /// <returns>Null where the event is not signed.</returns>
    public static EventSignature? Of(StreamMessage message)
    {
        var (key, signature) = (message.Header(KeyHeader), message.Header(SignatureHeader));
        if (key is null && signature is null)
        {
            return null;
        }

        var mac = new byte[HMACSHA256.HashSizeInBytes];
        return Guid.TryParseExact(key, "D", out var id) && signature is { Length: 71 } && signature.StartsWith(Scheme, StringComparison.Ordinal)
            && Convert.FromHexString(signature.AsSpan(Scheme.Length), mac, out _, out _) == OperationStatus.Done
            ? new EventSignature(id, mac)
            : new EventSignature(id, null);
    }

    /// <summary>Whether it is that of the event, in the same time for every signature.</summary>
    public bool IsOf(StreamMessage message, ReadOnlySpan<byte> secret)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret, message.Subject, message.Data, expected);
        return CryptographicOperations.FixedTimeEquals(expected, Mac);
    }

    /// <summary>The HMAC over subject, line feed and payload. A subject has no line feed, so nothing can be moved between the two.</summary>
    public static void Compute(ReadOnlySpan<byte> secret, string subject, ReadOnlySpan<byte> payload, Span<byte> mac)
    {
        var length = Encoding.UTF8.GetByteCount(subject) + 1 + payload.Length;
        var rented = length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var signed = rented is null ? stackalloc byte[length] : rented.AsSpan(0, length);
        var subjectLength = Encoding.UTF8.GetBytes(subject, signed);
        signed[subjectLength] = (byte)'\n';
        payload.CopyTo(signed[(subjectLength + 1)..]);
        HMACSHA256.HashData(secret, signed, mac);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
