using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using OpenIddict.Abstractions;
using Platform.Sandbox.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Platform.Sandbox.Oidc;

/// <summary>How the provider sees a demo user.</summary>
internal static class OidcIdentity
{
    /// <summary>The same after every restart.</summary>
    public static string Subject(DemoUser user) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("oidc:" + user.Login)))[..24];

    /// <summary>The claims that the scopes open.</summary>
    public static Dictionary<string, object> Claims(DemoUser user, IReadOnlyCollection<string> scopes)
    {
        var claims = new Dictionary<string, object> { [OpenIddictConstants.Claims.Subject] = Subject(user) };
        if (scopes.Contains(Scopes.Profile))
        {
            claims[OpenIddictConstants.Claims.Name] = user.Name;
            claims[OpenIddictConstants.Claims.PreferredUsername] = user.Login;
        }
        if (scopes.Contains(Scopes.Email))
        {
            claims[OpenIddictConstants.Claims.Email] = user.Email;
            claims[OpenIddictConstants.Claims.EmailVerified] = user.EmailVerified;
        }
        return claims;
    }

    /// <summary>Who the tokens are for; ID tokens carry what userinfo tells.</summary>
    public static ClaimsIdentity Of(DemoUser user, IEnumerable<string> scopes)
    {
        var granted = scopes.ToHashSet(StringComparer.Ordinal);
        var identity = new ClaimsIdentity("oidc", OpenIddictConstants.Claims.Name, OpenIddictConstants.Claims.Role);
        foreach (var (name, value) in Claims(user, granted))
        {
            _ = value is bool flag ? identity.SetClaim(name, flag) : identity.SetClaim(name, (string)value);
        }
        identity.SetScopes(granted);
        identity.SetDestinations(claim => claim.Type == OpenIddictConstants.Claims.Subject ? [Destinations.AccessToken, Destinations.IdentityToken] : [Destinations.IdentityToken]);
        return identity;
    }
}
