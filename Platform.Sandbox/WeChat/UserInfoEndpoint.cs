using Platform.Sandbox.Core;
using Platform.Sandbox.Pages;

namespace Platform.Sandbox.WeChat;

/// <summary>Says who an access token and an open id belong to; there is no e-mail address in WeChat.</summary>
internal static class UserInfoEndpoint
{
    public static IResult Handle(HttpRequest http, WeChatStore store)
    {
        var query = new Parameters(http.Query);
        if (query["access_token"] is null)
        {
            return WeChatError.MissingAccessToken.ToResult();
        }
        if (store.AccessTokens.Find(query["access_token"]) is not { } token)
        {
            return WeChatError.InvalidCredential.ToResult();
        }
        if (!token.IsLiveAt(store.Now))
        {
            return WeChatError.ExpiredAccessToken.ToResult();
        }
        var (app, user) = (token.Grant.ClientId, token.Grant.User);
        if (query["openid"] != WeChatIdentity.OpenId(app, user))
        {
            return (query["openid"] is null ? WeChatError.MissingOpenId : WeChatError.InvalidOpenId).ToResult();
        }
        if (!token.Grant.Scopes.Contains(AuthorizeEndpoint.UserInfo))
        {
            return WeChatError.Unauthorized.ToResult();
        }
        return WeChatJson.Of(new
        {
            openid = WeChatIdentity.OpenId(app, user),
            nickname = user.Name,
            // WeChat stopped telling sex and place in 2021; the fields stayed.
            sex = 0,
            language = "",
            province = "",
            city = "",
            country = "",
            headimgurl = Avatars.UrlFor(http)(user),
            privilege = Array.Empty<string>(),
            unionid = WeChatIdentity.UnionId(user),
        });
    }
}
