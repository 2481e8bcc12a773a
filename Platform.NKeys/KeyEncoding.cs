using System.Buffers.Binary;

namespace NATS.NKeys;

/// <summary>The text form of keys: prefix bytes, 32 bytes of key, a checksum, in base32.</summary>
internal static class KeyEncoding
{
    public const int KeyLength = 32;
    private const int ChecksumLength = 2;
    private const byte SeedPrefix = 18 << 3;

    public static string EncodePublicKey(PrefixByte prefix, ReadOnlySpan<byte> key) => Encode([(byte)prefix], key);

    /// <summary>A seed carries two five-bit letters, S and the kind of key, spread over its first two bytes.</summary>
    public static string EncodeSeed(PrefixByte prefix, ReadOnlySpan<byte> key) =>
        Encode([(byte)(SeedPrefix | ((byte)prefix >> 5)), (byte)(((byte)prefix & 31) << 3)], key);

    public static (PrefixByte Prefix, byte[] Key) DecodePublicKey(ReadOnlySpan<char> text)
    {
        var raw = Decode(text, prefixLength: 1, "public key");
        return (Known((PrefixByte)raw[0], "public key"), raw[1..]);
    }

    public static (PrefixByte Prefix, byte[] Key) DecodeSeed(ReadOnlySpan<char> text)
    {
        var raw = Decode(text, prefixLength: 2, "seed");
        if ((raw[0] & 0xF8) != SeedPrefix)
        {
            throw new NKeysException("The text is not a seed: seeds start with S.");
        }

        return (Known((PrefixByte)(((raw[0] & 7) << 5) | ((raw[1] & 0xF8) >> 3)), "seed"), raw[2..]);
    }

    private static PrefixByte Known(PrefixByte prefix, string what) =>
        Enum.IsDefined(prefix) ? prefix : throw new NKeysException($"The {what} is of an unknown kind.");

    private static string Encode(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> key)
    {
        Span<byte> raw = stackalloc byte[prefix.Length + KeyLength + ChecksumLength];
        prefix.CopyTo(raw);
        key.CopyTo(raw[prefix.Length..]);
        BinaryPrimitives.WriteUInt16LittleEndian(raw[^ChecksumLength..], Crc16(raw[..^ChecksumLength]));
        return Base32.Encode(raw);
    }

    private static byte[] Decode(ReadOnlySpan<char> text, int prefixLength, string what)
    {
        if (!Base32.TryDecode(text, out var raw) || raw.Length != prefixLength + KeyLength + ChecksumLength)
        {
            throw new NKeysException($"The text is not a {what}: wrong letters or wrong length.");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(raw.AsSpan()[^ChecksumLength..]) != Crc16(raw.AsSpan()[..^ChecksumLength]))
        {
            throw new NKeysException($"The {what} has a wrong checksum.");
        }

        return raw[..^ChecksumLength];
    }

    /// <summary>CRC-16/XMODEM: polynomial 0x1021, start value 0.</summary>
    private static ushort Crc16(ReadOnlySpan<byte> data)
    {
        var crc = 0;
        foreach (var next in data)
        {
            crc ^= next << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }

            crc &= 0xFFFF;
        }

        return (ushort)crc;
    }
}
