using System.Text.Json;

namespace Platform.Tests.Sandbox;

/// <summary>The steps of a sign-in with Google, as a client takes them.</summary>
internal static class GoogleFlow
{
    public const string Authorize = "/google/o/oauth2/v2/auth";

    public static readonly (string Name, string? Value)[] Request =
    [
        ("client_id", RunningSandbox.GoogleClient),
        ("redirect_uri", RunningSandbox.Callback),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("state", "state-1"),
    ];

    public static async Task<string> Code(
        this RunningSandbox sandbox, string user = "alice@example.com", params (string Name, string? Value)[] changes)
    {
        using var response = await sandbox.Get(
            Authorize, RunningSandbox.Except(Request, [("login_hint", user), .. changes]));
        return Assert.IsType<string>(response.Returned("code"));
    }

    public static (string Name, string? Value)[] Exchange(string code) =>
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", RunningSandbox.Callback),
        ("client_id", RunningSandbox.GoogleClient),
        ("client_secret", RunningSandbox.GoogleSecret),
    ];

    public static Task<HttpResponseMessage> Redeem(
        this RunningSandbox sandbox, string code, params (string Name, string? Value)[] changes) =>
        sandbox.Post("/google/token", RunningSandbox.Except(Exchange(code), changes));

    public static Task<HttpResponseMessage> Refresh(this RunningSandbox sandbox, string? refreshToken) =>
        sandbox.Post(
            "/google/token",
            ("grant_type", "refresh_token"),
            ("refresh_token", refreshToken),
            ("client_id", RunningSandbox.GoogleClient),
            ("client_secret", RunningSandbox.GoogleSecret));

    public static Task<HttpResponseMessage> UserInfo(this RunningSandbox sandbox, JsonElement tokens) =>
        sandbox.GetAs(tokens.Field("access_token")!, "/google/v1/userinfo");

    public static async Task AssertRefused(Task<HttpResponseMessage> sent, int status, string error, string? description = null)
    {
        using var response = await sent;
        var body = JsonElement.Parse(await response.Text());
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(error, body.Field("error"));
        Assert.False(string.IsNullOrEmpty(body.Field("error_description")));
        if (description is not null)
        {
            Assert.Equal(description, body.Field("error_description"));
        }
    }
}
