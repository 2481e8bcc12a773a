using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;
using Platform.Sandbox.Pages;

namespace Platform.Sandbox.Google;

/// <summary>The page on which a user chooses an account and agrees.</summary>
internal static class AuthorizeEndpoint
{
    public static IResult Handle(
        HttpRequest http, IOptions<SandboxOptions> options, RedirectUris redirects, DemoUsers users, GoogleStore store)
    {
        var query = new Parameters(http.Query);
        var (request, problem) = GoogleRequest.Read(query, options.Value.Google, redirects);
        if (request is null)
        {
            return Page.Of<ErrorPage>(problem!.Status, new()
            {
                [nameof(ErrorPage.Provider)] = "Google",
                [nameof(ErrorPage.Title)] = "Access blocked: authorization error",
                [nameof(ErrorPage.Message)] = problem.Description,
                [nameof(ErrorPage.Code)] = $"Error {problem.Status}: {problem.Error}",
            });
        }
        if (users.Find(request.LoginHint) is { } user)
        {
            return Results.Redirect(Accepted(request, user, store));
        }
        if (request.Prompts.Contains("none"))
        {
            return Results.Redirect(Refused(request, "interaction_required"));
        }
        return Page.Of<ChooseUserPage>(StatusCodes.Status200OK, new()
        {
            [nameof(ChooseUserPage.Provider)] = "Google",
            [nameof(ChooseUserPage.Client)] = request.ClientId,
            [nameof(ChooseUserPage.Asks)] = string.Join(", ", request.Scopes.Select(Describe)),
            [nameof(ChooseUserPage.Users)] = users.All
                .Select(choice => UserLine.WithEmail(choice, query.LinkWith(http.Path, "login_hint", choice.Email))).ToList(),
            [nameof(ChooseUserPage.CancelLink)] = Refused(request, "access_denied"),
        });
    }

    private static string Accepted(GoogleRequest request, DemoUser user, GoogleStore store) =>
        RedirectUris.With(
            request.RedirectUri,
            ("state", request.State),
            ("code", store.IssueCode(request, user)),
            ("scope", string.Join(' ', request.Scopes)),
            ("authuser", "0"),
            ("prompt", request.Prompts is [] ? "none" : request.Prompts[0]));

    private static string Refused(GoogleRequest request, string error) =>
        RedirectUris.With(request.RedirectUri, ("error", error), ("state", request.State));

    private static string Describe(string scope) => scope switch
    {
        GoogleScopes.Email => "e-mail address",
        GoogleScopes.Profile => "name and picture",
        _ => "who you are",
    };
}
