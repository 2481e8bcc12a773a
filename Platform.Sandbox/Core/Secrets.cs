using System.Security.Cryptography;
using System.Text;

namespace Platform.Sandbox.Core;

/// <summary>Comparing what must not be guessed byte by byte.</summary>
internal static class Secrets
{
    public static bool Match(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
