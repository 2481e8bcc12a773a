using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Platform.Kernel.Identity;

/// <summary>Configuration section <c>Identity</c>.</summary>
public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>Signs access tokens (HMAC-SHA256): base64 of 32 bytes or more.</summary>
    [Required]
    public string SigningKey { get; init; } = "";

    /// <summary>Former signing keys whose tokens are still taken.</summary>
    public IReadOnlyList<string> FormerSigningKeys { get; init; } = [];

    /// <summary>E-mail addresses of administrators. Only an address that a provider has verified counts.</summary>
    public IReadOnlyList<string> Admins { get; init; } = [];

    public string Issuer { get; init; } = "platform";

    internal static byte[] KeyBytes(string key)
    {
        var bytes = new byte[key.Length];
        var secret = Convert.TryFromBase64String(key, bytes, out var written) ? bytes[..written] : Encoding.UTF8.GetBytes(key);
        return secret.Length >= 32 ? secret : throw new InvalidOperationException("Identity:SigningKey must have at least 32 bytes.");
    }
}
