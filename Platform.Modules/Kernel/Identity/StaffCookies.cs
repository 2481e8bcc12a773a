using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Identity;

/// <summary>The cookies by which a browser is signed in on the business surface.</summary>
internal static class StaffCookies
{
    public const string Token = "auth_token";
    public const string Session = "session_token";

    public static void Set(HttpResponse response, string token, DateTimeOffset tokenEnds, string? session, DateTimeOffset sessionEnds)
    {
        response.Cookies.Append(Token, token, Options(response, tokenEnds));
        if (session is not null)
        {
            response.Cookies.Append(Session, session, Options(response, sessionEnds));
        }
    }

    public static void Clear(HttpResponse response)
    {
        response.Cookies.Delete(Token, Options(response, null));
        response.Cookies.Delete(Session, Options(response, null));
    }

    private static CookieOptions Options(HttpResponse response, DateTimeOffset? expires) => new()
    {
        HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", Secure = response.HttpContext.Request.IsHttps, Expires = expires,
    };
}
