using Platform.Sandbox.Faults;

namespace Platform.Sandbox.WeChat;

/// <summary>Sign-in with WeChat: open.weixin.qq.com and api.weixin.qq.com under one path.</summary>
internal static class WeChatEndpoints
{
    public static void AddWeChat(this IServiceCollection services) => services.AddSingleton<WeChatStore>();

    public static void MapWeChat(this IEndpointRouteBuilder app)
    {
        var wechat = app.MapGroup("/wechat");
        wechat.MapGet("/connect/oauth2/authorize", AuthorizeEndpoint.Handle).MayFail("wechat", "authorize");
        wechat.MapGet("/sns/oauth2/access_token", TokenEndpoints.Exchange).MayFail("wechat", "access_token");
        wechat.MapGet("/sns/oauth2/refresh_token", TokenEndpoints.Refresh).MayFail("wechat", "refresh_token");
        wechat.MapGet("/sns/userinfo", UserInfoEndpoint.Handle).MayFail("wechat", "userinfo");
    }
}
