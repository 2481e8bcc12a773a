using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>How Google sees a demo user.</summary>
internal static class GoogleIdentity
{
    /// <summary>21 digits, the same after every restart.</summary>
    public static string Subject(DemoUser user)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("google:" + user.Login));
        var digits = new BigInteger(hash, isUnsigned: true) % BigInteger.Pow(10, 20);
        return "1" + digits.ToString("D20", CultureInfo.InvariantCulture);
    }

    /// <summary>The claims that the scopes open, in the names of userinfo and of the ID token alike.</summary>
    public static Dictionary<string, object> Claims(Grant grant, string picture)
    {
        var user = grant.User;
        var claims = new Dictionary<string, object> { ["sub"] = Subject(user) };
        if (grant.Scopes.Contains(GoogleScopes.Profile))
        {
            claims["name"] = user.Name;
            claims["given_name"] = user.GivenName;
            if (user.FamilyName is { } family)
            {
                claims["family_name"] = family;
            }
            claims["picture"] = picture;
        }
        if (grant.Scopes.Contains(GoogleScopes.Email))
        {
            claims["email"] = user.Email;
            claims["email_verified"] = user.EmailVerified;
        }
        return claims;
    }
}
