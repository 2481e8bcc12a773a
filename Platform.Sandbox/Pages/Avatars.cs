using System.Net;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.Pages;

/// <summary>Pictures of the demo users: an initial on a colour of their own.</summary>
internal static class Avatars
{
    public static void MapAvatars(this IEndpointRouteBuilder app) =>
        app.MapGet("/sandbox/avatars/{login}.svg", (string login, DemoUsers users) =>
            users.All.FirstOrDefault(user => user.Login == login) is { } user
                ? Results.Text(Draw(user), "image/svg+xml")
                : Results.NotFound());

    public static string PathFor(DemoUser user) => $"/sandbox/avatars/{user.Login}.svg";

    public static Func<DemoUser, string> UrlFor(HttpRequest request) =>
        user => $"{request.Scheme}://{request.Host}{PathFor(user)}";

    private static string Draw(DemoUser user)
    {
        var hue = user.Login.Aggregate(17, (sum, letter) => (sum * 31 + letter) % 360);
        var initial = WebUtility.HtmlEncode(user.Name.EnumerateRunes().First().ToString());
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="hsl({hue} 45% 42%)"/><text x="48" y="49" font-family="sans-serif" font-size="46" fill="#fff" text-anchor="middle" dominant-baseline="central">{initial}</text></svg>
            """;
    }
}
