using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Platform.Trading.SignIn;

/// <summary>WeChat: its own parameter names, errors with status 200, no PKCE and no e-mail.</summary>
internal sealed class WeChat(IOptions<SignInOptions> options, ProviderHttp http) : IOAuthProvider
{
    private readonly WeChatOptions wechat = options.Value.WeChat;

    public string Name => "wechat";

    public bool Configured => wechat is { AppId.Length: > 0, AppSecret.Length: > 0 };

    public string AuthorizeUrl(string state, string redirectUri, string codeChallenge) => QueryHelpers.AddQueryString(wechat.AuthorizeUrl, new Dictionary<string, string?>
    {
        ["appid"] = wechat.AppId,
        ["redirect_uri"] = redirectUri,
        ["response_type"] = "code",
        ["scope"] = "snsapi_userinfo",
        ["state"] = state,
    }) + "#wechat_redirect";

    public async Task<ExternalProfile> FetchAsync(string code, PendingSignIn pending, CancellationToken cancellation)
    {
        var tokens = await GetAsync(wechat.TokenUrl, new()
        {
            ["appid"] = wechat.AppId,
            ["secret"] = wechat.AppSecret,
            ["code"] = code,
            ["grant_type"] = "authorization_code",
        }, cancellation);
        var openId = ProviderHttp.Needed(tokens, "openid");
        var person = await GetAsync(wechat.UserInfoUrl, new()
        {
            ["access_token"] = ProviderHttp.Needed(tokens, "access_token", max: 8192),
            ["openid"] = openId,
            ["lang"] = "en",
        }, cancellation);

        // The union id is the same for all apps of one owner; the open id is another in each.
        var id = ProviderHttp.Text(person, "unionid") is { Length: > 0 } union ? union : openId;
        return new(id, ProviderHttp.Text(person, "nickname"), $"{id}@wechat.local", EmailVerified: false, ProviderHttp.Text(person, "headimgurl", max: 2048));
    }

    private async Task<JsonElement> GetAsync(string url, Dictionary<string, string?> query, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString(url, query));
        var answer = await http.SendAsync(request, cancellation);
        return answer.TryGetProperty("errcode", out var code) && code.ValueKind == JsonValueKind.Number && !(code.TryGetInt32(out var number) && number == 0)
            ? throw new OAuthException("The provider refused the authorization code")
            : answer;
    }
}
