using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Tests.Support;

/// <summary>Somebody who signed in, with what he needs to go on.</summary>
public sealed record Member(ApiClient Api, string Id, string Email, string RefreshToken)
{
    public const string RedirectUri = "http://localhost:3000/callback";

    public string Token => Api.Token!;

    /// <summary>Signs in as a browser does: login, the provider's page, callback.</summary>
    public static async Task<Member> SignInAsync(ApiHost host, string login, string provider = "google")
    {
        var (code, state) = await ApproveAsync(host, login, provider);
        var answer = await host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state });
        var user = answer.Data.GetProperty("user");
        return new Member(
            host.With(answer.Data.GetProperty("access_token").GetString()), user.GetProperty("id").GetString()!,
            user.GetProperty("email").GetString()!, answer.Data.GetProperty("refresh_token").GetString()!);
    }

    /// <summary>Begins a sign-in and lets the provider approve it; what remains is the callback.</summary>
    public static async Task<(string Code, string State)> ApproveAsync(ApiHost host, string login, string provider = "google")
    {
        var started = await host.Anonymous.PostAsync("/v1/auth/login", new { provider, redirect_uri = RedirectUri });
        return await ApproveAsync(started.Data.GetProperty("auth_url").GetString()!, login);
    }

    public static async Task<(string Code, string State)> ApproveAsync(string authorizeUrl, string login)
    {
        var page = authorizeUrl.Split('#')[0] + "&login_hint=" + Uri.EscapeDataString(TestSandbox.EmailOf(login));
        using var redirect = await Http.Client.GetAsync(page, TestContext.Current.CancellationToken);
        Assert.Equal(302, (int)redirect.StatusCode);
        var query = QueryHelpers.ParseQuery(redirect.Headers.Location!.Query);
        return (query["code"].ToString(), query["state"].ToString());
    }
}
