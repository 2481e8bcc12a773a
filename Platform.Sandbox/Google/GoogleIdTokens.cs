using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>Signs ID tokens with a key of this process, and publishes its public half.</summary>
internal sealed class GoogleIdTokens(TimeProvider time) : IDisposable
{
    private readonly RSA rsa = RSA.Create(2048);
    private readonly string keyId = Guid.CreateVersion7().ToString("N");

    public string Sign(Grant grant, string accessToken, string? nonce, string picture)
    {
        var now = time.GetUtcNow();
        var claims = GoogleIdentity.Claims(grant, picture);
        claims["azp"] = grant.ClientId;
        claims["at_hash"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16));
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = "https://accounts.google.com",
            Audience = grant.ClientId,
            IssuedAt = now.UtcDateTime,
            Expires = now.UtcDateTime + GoogleStore.TokenLifetime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = keyId }, SecurityAlgorithms.RsaSha256),
        });
    }

    public object Certificates()
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return new
        {
            keys = new[]
            {
                new
                {
                    kid = keyId,
                    kty = "RSA",
                    alg = SecurityAlgorithms.RsaSha256,
                    use = "sig",
                    n = Base64Url.EncodeToString(key.Modulus),
                    e = Base64Url.EncodeToString(key.Exponent),
                },
            },
        };
    }

    public void Dispose() => rsa.Dispose();
}
