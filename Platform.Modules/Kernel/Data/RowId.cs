using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.Kernel.Data;

/// <summary>Keys of rows: UUIDv7.</summary>
/// <remarks>
/// The framework's own ask the system for random bits one by one, a system call each; entities make an id whenever they are read.
/// Here a thread asks for the bits of many.
/// </remarks>
internal static class RowId
{
    private const int RandomBytes = 8;
    private const int Supply = 256 * RandomBytes;
    private static long last;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int used;

    /// <summary>An id of now, random within the millisecond.</summary>
    public static Guid New() => Of(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), Random() & 0xFFF, Random());

    /// <summary>Ids that also sort in the order of their making within one process: the two postings of a trade list in theirs.</summary>
    /// <remarks>The 12 bits behind the time count up (RFC 9562, 6.2, method 1).</remarks>
    public static Guid InOrder(DateTimeOffset now)
    {
        var wanted = now.ToUnixTimeMilliseconds() << 12;
        long previous, stamp;
        do
        {
            previous = Interlocked.Read(ref last);
            stamp = Math.Max(wanted, previous + 1);
        }
        while (Interlocked.CompareExchange(ref last, stamp, previous) != previous);

        return Of(stamp >> 12, (ulong)(stamp & 0xFFF), Random());
    }

    /// <param name="low">Random; 62 bits of it are used.</param>
    private static Guid Of(long milliseconds, ulong behind, ulong low)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ((ulong)milliseconds << 16) | 0x7000 | behind);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000);
        return new Guid(bytes, bigEndian: true);
    }

    private static ulong Random()
    {
        if (random is null || used == Supply)
        {
            RandomNumberGenerator.Fill(random ??= new byte[Supply]);
            used = 0;
        }

        var bits = BinaryPrimitives.ReadUInt64BigEndian(random.AsSpan(used, RandomBytes));
        used += RandomBytes;
        return bits;
    }
}
