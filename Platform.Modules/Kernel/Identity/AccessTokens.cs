using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Platform.Kernel.Identity;

/// <summary>The session and user that a valid access token names.</summary>
internal sealed record TokenSubject(Guid SessionId, Guid UserId, DateTimeOffset ExpiresAt);

/// <summary>Issues and checks access tokens: JWTs signed with HMAC-SHA256 and bound to a session.</summary>
internal sealed class AccessTokens : IDisposable
{
    // A replica's clock may be a little behind that of the one that issued the token.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };
    private readonly SigningCredentials credentials;
    private readonly TokenValidationParameters validation;
    private readonly TimeProvider clock;
    private readonly string issuer;

    // A signature is checked once a token; whether the session still stands is asked on every request.
    private readonly MemoryCache checkedTokens = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    public AccessTokens(IOptions<IdentityOptions> options, TimeProvider clock)
    {
        this.clock = clock;
        issuer = options.Value.Issuer;
        var keys = new[] { options.Value.SigningKey }.Concat(options.Value.FormerSigningKeys)
            .Select(k => new SymmetricSecurityKey(IdentityOptions.KeyBytes(k))).ToList();
        credentials = new SigningCredentials(keys[0], SecurityAlgorithms.HmacSha256);
        validation = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudiences = Session.Surfaces,
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = ["at+jwt"],
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires > clock.GetUtcNow().UtcDateTime && !(notBefore > clock.GetUtcNow().UtcDateTime + ClockSkew),
        };
    }

    public string Issue(Session session, Guid userId, string email, string role, TimeSpan lifetime, IReadOnlyDictionary<string, object>? more = null)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = session.Surface,
            TokenType = "at+jwt",
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = credentials,
            Claims = more?.ToDictionary(),
            Subject = new ClaimsIdentity(
            [
                new(JwtRegisteredClaimNames.Sub, userId.ToString()),
                new(JwtRegisteredClaimNames.Sid, session.Id.ToString()),
                new("tenantId", session.TenantId.ToString()),
                new(JwtRegisteredClaimNames.Email, email),
                new("role", role),
            ]),
        });
    }

    public async ValueTask<TokenSubject?> CheckAsync(string token)
    {
        if (checkedTokens.TryGetValue(token, out TokenSubject? known))
        {
            return known!.ExpiresAt > clock.GetUtcNow() ? known : null;
        }

        var result = await Handler.ValidateTokenAsync(token, validation);
        if (!result.IsValid
            || result.SecurityToken is not JsonWebToken jwt

            // Names what a reader must understand (RFC 7515, 4.1.11); our own tokens have none of it.
            || jwt.TryGetHeaderValue<object>("crit", out _)
            || !Guid.TryParse(jwt.Subject, out var user)
            || !jwt.TryGetPayloadValue<string>(JwtRegisteredClaimNames.Sid, out var sid)
            || !Guid.TryParse(sid, out var session))
        {
            return null;
        }

        var subject = new TokenSubject(session, user, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero));
        checkedTokens.Set(token, subject, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(5) });
        return subject;
    }

    public void Dispose() => checkedTokens.Dispose();
}
