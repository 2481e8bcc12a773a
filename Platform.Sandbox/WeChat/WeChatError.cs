using System.Security.Cryptography;

namespace Platform.Sandbox.WeChat;

/// <summary>An error of WeChat's API: a number and a text, always with status 200.</summary>
internal sealed record WeChatError(int Code, string Message)
{
    public static readonly WeChatError InvalidCredential = new(40001, "invalid credential, access_token is invalid or not latest");
    public static readonly WeChatError InvalidGrantType = new(40002, "invalid grant_type");
    public static readonly WeChatError InvalidOpenId = new(40003, "invalid openid");
    public static readonly WeChatError InvalidAppId = new(40013, "invalid appid");
    public static readonly WeChatError InvalidCode = new(40029, "invalid code");
    public static readonly WeChatError InvalidRefreshToken = new(40030, "invalid refresh_token");
    public static readonly WeChatError InvalidAppSecret = new(40125, "invalid appsecret");
    public static readonly WeChatError CodeUsed = new(40163, "code been used");
    public static readonly WeChatError MissingAccessToken = new(41001, "access_token missing");
    public static readonly WeChatError MissingAppId = new(41002, "appid missing");
    public static readonly WeChatError MissingRefreshToken = new(41003, "refresh_token missing");
    public static readonly WeChatError MissingAppSecret = new(41004, "appsecret missing");
    public static readonly WeChatError MissingCode = new(41008, "missing code");
    public static readonly WeChatError MissingOpenId = new(41009, "missing openid");
    public static readonly WeChatError ExpiredAccessToken = new(42001, "access_token expired");
    public static readonly WeChatError ExpiredRefreshToken = new(42002, "refresh_token expired");
    public static readonly WeChatError ExpiredCode = new(42003, "code expired");
    public static readonly WeChatError Unauthorized = new(48001, "api unauthorized");

    public IResult ToResult() => WeChatJson.Of(new
    {
        errcode = Code,
        // A request id ends the text, so that nobody compares it.
        errmsg = $"{Message}, rid: {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)).Insert(16, "-").Insert(8, "-")}",
    });
}
