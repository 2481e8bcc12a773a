using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.WeChat;

/// <summary>How WeChat sees a demo user: an id for each app, and one for all apps of an owner; the same after every restart.</summary>
internal static class WeChatIdentity
{
    public static string OpenId(string appId, DemoUser user) => Derive($"wechat:{appId}:{user.Login}");

    public static string UnionId(DemoUser user) => Derive($"wechat:union:{user.Login}");

    private static string Derive(string from) =>
        "o" + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(from)))[..27];
}
