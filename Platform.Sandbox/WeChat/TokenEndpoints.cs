using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.WeChat;

/// <summary>Exchanges a code for tokens, and prolongs them.</summary>
internal static class TokenEndpoints
{
    public static IResult Exchange(HttpRequest http, IOptions<SandboxOptions> options, WeChatStore store)
    {
        var query = new Parameters(http.Query);
        var app = options.Value.WeChat;
        if (query["appid"] != app.AppId)
        {
            return (query["appid"] is null ? WeChatError.MissingAppId : WeChatError.InvalidAppId).ToResult();
        }
        if (!Secrets.Match(query["secret"], app.AppSecret))
        {
            return (query["secret"] is null ? WeChatError.MissingAppSecret : WeChatError.InvalidAppSecret).ToResult();
        }
        if (query["grant_type"] != "authorization_code")
        {
            return WeChatError.InvalidGrantType.ToResult();
        }
        if (query["code"] is null)
        {
            return WeChatError.MissingCode.ToResult();
        }
        if (store.Codes.Find(query["code"]) is not { } code)
        {
            return WeChatError.InvalidCode.ToResult();
        }
        if (!code.IsUsed && code.IsExpiredAt(store.Now))
        {
            return WeChatError.ExpiredCode.ToResult();
        }
        if (!code.TryUse())
        {
            return WeChatError.CodeUsed.ToResult();
        }
        var (access, refresh) = store.IssueTokens(code.Grant);
        return Tokens(code.Grant, access, refresh);
    }

    public static IResult Refresh(HttpRequest http, IOptions<SandboxOptions> options, WeChatStore store)
    {
        var query = new Parameters(http.Query);
        if (query["appid"] != options.Value.WeChat.AppId)
        {
            return (query["appid"] is null ? WeChatError.MissingAppId : WeChatError.InvalidAppId).ToResult();
        }
        if (query["grant_type"] != "refresh_token")
        {
            return WeChatError.InvalidGrantType.ToResult();
        }
        if (query["refresh_token"] is not { } refresh)
        {
            return WeChatError.MissingRefreshToken.ToResult();
        }
        return store.RefreshTokens.Find(refresh) switch
        {
            null => WeChatError.InvalidRefreshToken.ToResult(),
            var token when token.IsExpiredAt(store.Now) => WeChatError.ExpiredRefreshToken.ToResult(),
            var token => Tokens(token.Grant, store.Refresh(token), refresh),
        };
    }

    private static IResult Tokens(Grant grant, string access, string refresh)
    {
        var answer = new Dictionary<string, object>
        {
            ["access_token"] = access,
            ["expires_in"] = (int)WeChatStore.TokenLifetime.TotalSeconds,
            ["refresh_token"] = refresh,
            ["openid"] = WeChatIdentity.OpenId(grant.ClientId, grant.User),
            ["scope"] = grant.Scopes[0],
        };
        if (grant.Scopes.Contains(AuthorizeEndpoint.UserInfo))
        {
            answer["unionid"] = WeChatIdentity.UnionId(grant.User);
        }
        return WeChatJson.Of(answer);
    }
}
