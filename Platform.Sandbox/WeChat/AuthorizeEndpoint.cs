using System.Text;
using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;
using Platform.Sandbox.Pages;

namespace Platform.Sandbox.WeChat;

/// <summary>The page on which a user chooses an account and agrees.</summary>
internal static class AuthorizeEndpoint
{
    public const string Base = "snsapi_base";
    public const string UserInfo = "snsapi_userinfo";

    public static IResult Handle(
        HttpRequest http, IOptions<SandboxOptions> options, RedirectUris redirects, DemoUsers users, WeChatStore store)
    {
        var query = new Parameters(http.Query);
        if (Problem(query, options.Value.WeChat, redirects) is { } problem)
        {
            return Page.Of<ErrorPage>(StatusCodes.Status400BadRequest, new()
            {
                [nameof(ErrorPage.Provider)] = "WeChat",
                [nameof(ErrorPage.Title)] = "Unable to sign in",
                [nameof(ErrorPage.Message)] = problem,
                [nameof(ErrorPage.Code)] = "The request of the app is not valid.",
            });
        }
        var (redirect, state) = (query["redirect_uri"]!, query["state"]);
        string Accept(DemoUser user) => RedirectUris.With(
            redirect, ("code", store.IssueCode(new Grant(query["appid"]!, user, [query["scope"]!]))), ("state", state ?? ""));
        if (users.Find(query["login_hint"]) is { } user)
        {
            return Results.Redirect(Accept(user));
        }
        return Page.Of<ChooseUserPage>(StatusCodes.Status200OK, new()
        {
            [nameof(ChooseUserPage.Provider)] = "WeChat",
            [nameof(ChooseUserPage.Client)] = query["appid"]!,
            [nameof(ChooseUserPage.Asks)] = query["scope"] == UserInfo ? "nickname and picture" : "who you are",
            [nameof(ChooseUserPage.Users)] = users.All
                .Select(choice => UserLine.NameOnly(choice, query.LinkWith(http.Path, "login_hint", choice.Login))).ToList(),
            // WeChat has no error parameter: whoever declines comes back with the state alone.
            [nameof(ChooseUserPage.CancelLink)] = RedirectUris.With(redirect, ("state", state ?? "")),
        });
    }

    private static string? Problem(Parameters query, SandboxOptions.WeChatApp app, RedirectUris redirects)
    {
        if (query["appid"] != app.AppId)
        {
            return "AppID parameter error";
        }
        if (query["redirect_uri"] is not { } redirect || !redirects.Allows(redirect))
        {
            return "redirect_uri parameter error (10003)";
        }
        if (query["response_type"] != "code")
        {
            return "response_type parameter error";
        }
        if (query["scope"] is not (Base or UserInfo))
        {
            return "Scope parameter error, or no permission for the scope (10005)";
        }
        return Encoding.UTF8.GetByteCount(query["state"] ?? "") > 128 ? "state is longer than 128 bytes" : null;
    }
}
