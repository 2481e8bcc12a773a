using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Platform.Kernel.Security;

/// <summary>Wraps the tenants' data keys. In Development the key is configuration; elsewhere a key service stands behind this.</summary>
public interface IMasterKey
{
    ValueTask<byte[]> WrapAsync(byte[] dataKey, CancellationToken cancellation);

    ValueTask<byte[]> UnwrapAsync(byte[] wrapped, CancellationToken cancellation);
}

/// <summary>
/// A master key from configuration (<c>Security:MasterKey</c>, base64 of 32 bytes). Data keys that a former one wrapped
/// (<c>Security:FormerMasterKeys</c>) still open, so the key can be exchanged.
/// </summary>
internal sealed class ConfiguredMasterKey(IConfiguration configuration) : IMasterKey
{
    private readonly byte[] key = Read(configuration["Security:MasterKey"]);
    private readonly byte[][] formerKeys = [.. (configuration.GetSection("Security:FormerMasterKeys").Get<string[]>() ?? []).Select(Read)];

    public ValueTask<byte[]> WrapAsync(byte[] dataKey, CancellationToken cancellation) => ValueTask.FromResult(AesGcmBox.Seal(key, dataKey, "data-key"u8));

    public ValueTask<byte[]> UnwrapAsync(byte[] wrapped, CancellationToken cancellation)
    {
        foreach (var candidate in formerKeys.Prepend(key))
        {
            try
            {
                return ValueTask.FromResult(AesGcmBox.Open(candidate, wrapped, "data-key"u8));
            }
            catch (AuthenticationTagMismatchException)
            {
                // Wrapped by an older key.
            }
        }

        throw new CryptographicException("No master key opens the data key.");
    }

    private static byte[] Read(string? text)
    {
        var bytes = new byte[AesGcmBox.KeySize];
        return Convert.TryFromBase64String(text ?? "", bytes, out var written) && written == AesGcmBox.KeySize
            ? bytes
            : throw new InvalidOperationException("Security:MasterKey must be base64 of 32 bytes.");
    }
}

/// <summary>AES-256-GCM with a random nonce: <c>version (1) | nonce (12) | tag (16) | ciphertext</c>.</summary>
internal static class AesGcmBox
{
    public const int KeySize = 32;
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeaderSize = 1 + NonceSize + TagSize;

    public static AesGcm Cipher(byte[] key) => new(key, TagSize);

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        using var aes = Cipher(key);
        return Seal(aes, plain, context);
    }

    public static byte[] Seal(AesGcm aes, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[HeaderSize + plain.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        aes.Encrypt(nonce, plain, box.AsSpan(HeaderSize), box.AsSpan(1 + NonceSize, TagSize), context);
        return box;
    }

    /// <exception cref="CryptographicException">The box is not of this key and context, or was changed.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        using var aes = Cipher(key);
        var plain = new byte[Math.Max(0, box.Length - HeaderSize)];
        Open(aes, box, plain, context);
        return plain;
    }

    /// <param name="plain">Where the plain text goes; it is shorter than the box.</param>
    /// <returns>How long the plain text is.</returns>
    /// <exception cref="CryptographicException">The box is not of this key and context, or was changed.</exception>
    public static int Open(AesGcm aes, ReadOnlySpan<byte> box, Span<byte> plain, ReadOnlySpan<byte> context)
    {
        if (box.Length < HeaderSize || box[0] != Version)
        {
            throw new CryptographicException("Not a sealed value.");
        }

        var length = box.Length - HeaderSize;
        aes.Decrypt(box.Slice(1, NonceSize), box[HeaderSize..], box.Slice(1 + NonceSize, TagSize), plain[..length], context);
        return length;
    }
}
