using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Auth;

/// <summary>The language that the caller wants.</summary>
[ValidatableType]
public sealed record LocaleChoice([property: Needed, OneOf("en", "de", "es", "pl")] string? Locale);

public sealed record LocaleView(bool Ok, string Locale);

/// <summary>The language of a browser, kept in a cookie.</summary>
internal static class LocaleEndpoints
{
    private static readonly string[] Known = ["en", "de", "es", "pl"];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/locale", Read).AllowAnonymous().WithSummary("Read or choose the language, and go back to a page")
            .WithDescription("Without `locale` it says which is chosen. With it the choice is kept, and `redirect` (a path of this site) is where the browser goes next.");
        group.MapPost("/locale", Choose).AllowAnonymous().Creates().WithSummary("Choose the language");
    }

    private static IResult Read([FromQuery] string? locale, [FromQuery] string? redirect, HttpContext http)
    {
        if (locale is null)
        {
            var chosen = http.Request.Cookies[RequestLocale.Name];
            return (Outcome<LocaleView>)new LocaleView(true, Known.Contains(chosen) ? chosen! : Known[0]);
        }

        if (!Known.Contains(locale))
        {
            return (Outcome<LocaleView>)new Problem(ProblemKind.Invalid, "Invalid locale");
        }

        Keep(http, locale);
        return SafeRedirect.Of(redirect) is { } path ? Results.Redirect(path) : (Outcome<LocaleView>)new LocaleView(true, locale);
    }

    private static Outcome<LocaleView> Choose(LocaleChoice choice, HttpContext http)
    {
        Keep(http, choice.Locale!);
        return new LocaleView(true, choice.Locale!);
    }

    private static void Keep(HttpContext http, string locale) => http.Response.Cookies.Append(RequestLocale.Name, locale,
        new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365) });
}
