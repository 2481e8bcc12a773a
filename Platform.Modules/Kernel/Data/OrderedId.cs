using System.Buffers.Binary;

namespace Platform.Kernel.Data;

/// <summary>UUIDv7 keys that also sort in the order of their making within one process.</summary>
/// <remarks>
/// <see cref="Guid.CreateVersion7()"/> is random within a millisecond, so two postings of one trade would list in
/// either order. Here the 12 bits behind the time count up (RFC 9562, 6.2, method 1).
/// </remarks>
internal static class OrderedId
{
    private static long last;

    public static Guid Next(DateTimeOffset now)
    {
        var wanted = now.ToUnixTimeMilliseconds() << 12;
        long previous, stamp;
        do
        {
            previous = Interlocked.Read(ref last);
            stamp = Math.Max(wanted, previous + 1);
        }
        while (Interlocked.CompareExchange(ref last, stamp, previous) != previous);

        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var high = ((ulong)(stamp >> 12) << 16) | 0x7000 | (ulong)(stamp & 0xFFF);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        return new Guid(bytes, bigEndian: true);
    }
}
