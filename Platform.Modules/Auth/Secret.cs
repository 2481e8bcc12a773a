using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Auth;

/// <summary>Random tokens that open a door once, kept as their SHA-256.</summary>
internal static class Secret
{
    private const int MaxLength = 100;

    public static (string Token, byte[] Hash) Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (token, Hash(token));
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.Length > MaxLength ? token[..MaxLength] : token));
}
