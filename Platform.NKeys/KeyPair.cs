using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace NATS.NKeys;

/// <summary>An Ed25519 key of NATS: signs a server's challenge, or verifies what another signed.</summary>
public sealed class KeyPair : IDisposable
{
    private byte[]? _seed;
    private readonly byte[] _publicKey;

    private KeyPair(PrefixByte prefix, byte[]? seed, byte[] publicKey)
    {
        Prefix = prefix;
        _seed = seed;
        _publicKey = publicKey;
    }

    /// <summary>What the key is for.</summary>
    public PrefixByte Prefix { get; }

    /// <summary>A new key from the system's random numbers.</summary>
    public static KeyPair CreatePair(PrefixByte prefix) => FromRawSeed(prefix, RandomNumberGenerator.GetBytes(KeyEncoding.KeyLength));

    /// <summary>The key of an encoded seed, the text that starts with S.</summary>
    /// <exception cref="NKeysException">The text is not a seed.</exception>
    public static KeyPair FromSeed(ReadOnlySpan<char> encodedSeed)
    {
        var (prefix, seed) = KeyEncoding.DecodeSeed(encodedSeed);
        return FromRawSeed(prefix, seed);
    }

    /// <summary>A key that only verifies.</summary>
    /// <exception cref="NKeysException">The text is not a public key.</exception>
    public static KeyPair FromPublicKey(ReadOnlySpan<char> publicKey)
    {
        var (prefix, key) = KeyEncoding.DecodePublicKey(publicKey);
        return new KeyPair(prefix, seed: null, key);
    }

    /// <summary>The encoded public key, for example <c>UA…</c> for a user.</summary>
    public string GetPublicKey() => KeyEncoding.EncodePublicKey(Prefix, _publicKey);

    /// <summary>The encoded seed. It is the secret.</summary>
    /// <exception cref="NKeysException">The key was made from a public key.</exception>
    public string GetSeed() => KeyEncoding.EncodeSeed(Prefix, Secret());

    /// <summary>Signs <paramref name="message"/> into the 64 bytes of <paramref name="signature"/>.</summary>
    /// <exception cref="NKeysException">The key was made from a public key, or the buffer is too short.</exception>
    public void Sign(ReadOnlyMemory<byte> message, Memory<byte> signature)
    {
        if (signature.Length < Ed25519.SignatureSize)
        {
            throw new NKeysException($"A signature needs {Ed25519.SignatureSize} bytes.");
        }

        var signed = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(Secret(), 0, message.ToArray(), 0, message.Length, signed, 0);
        signed.CopyTo(signature);
    }

    /// <summary>Whether this key made <paramref name="signature"/> over <paramref name="message"/>.</summary>
    public bool Verify(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, _publicKey, 0, message.ToArray(), 0, message.Length);

    /// <summary>Forgets the seed.</summary>
    public void Dispose()
    {
        if (_seed is not null)
        {
            CryptographicOperations.ZeroMemory(_seed);
            _seed = null;
        }
    }

    private static KeyPair FromRawSeed(PrefixByte prefix, byte[] seed)
    {
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(seed, 0, publicKey, 0);
        return new KeyPair(prefix, seed, publicKey);
    }

    private byte[] Secret() => _seed ?? throw new NKeysException("This key has no seed: it only verifies.");
}
