using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Kernel.Security;

/// <summary>Random tokens that open a door once, kept as their SHA-256.</summary>
internal static class Secret
{
    private const int MaxLength = 100;

    public static (string Token, byte[] Hash) Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (token, Hash(token));
    }

    /// <summary>What is kept of a token; blanks that were copied along do not count.</summary>
    public static byte[] Hash(string token)
    {
        var text = PastedKey.Trim(token);
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.Length > MaxLength ? text[..MaxLength] : text));
    }
}
