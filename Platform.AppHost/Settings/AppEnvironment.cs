namespace Platform.AppHost.Settings;

/// <summary>What our own processes are told through variables, beside connections and addresses.</summary>
public static class AppEnvironment
{
    /// <summary>The database, and the role that api and workers use in it; it owns nothing.</summary>
    public const string Database = "platformdb";

    public const string RunningRole = "platform_app";

    /// <summary>For api and workers.</summary>
    public static Dictionary<string, string> Shared(Secrets secrets) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Identity__SigningKey"] = secrets.SigningKey,
        ["Security__MasterKey"] = secrets.MasterKey,
        ["Identity__Admins__0"] = "admin@example.com",
    };

    /// <summary>For the process that migrates.</summary>
    public static Dictionary<string, string> Migrations(Secrets secrets) => new(Shared(secrets)) { ["Database__AppPassword"] = secrets.AppPassword };

    /// <summary>For api: the sandbox stands in for the providers that people sign in with.</summary>
    public static Dictionary<string, string> Api(Secrets secrets, string sandbox) => new(Shared(secrets))
    {
        ["SignIn__Google__ClientId"] = "platform-google",
        ["SignIn__Google__ClientSecret"] = "platform-google-secret",
        ["SignIn__Google__AuthorizeUrl"] = $"{sandbox}/google/o/oauth2/v2/auth",
        ["SignIn__Google__TokenUrl"] = $"{sandbox}/google/token",
        ["SignIn__Google__UserInfoUrl"] = $"{sandbox}/google/v1/userinfo",
        ["SignIn__WeChat__AppId"] = "wxplatform0000001",
        ["SignIn__WeChat__AppSecret"] = "platform-wechat-secret",
        ["SignIn__WeChat__AuthorizeUrl"] = $"{sandbox}/wechat/connect/oauth2/authorize",
        ["SignIn__WeChat__TokenUrl"] = $"{sandbox}/wechat/sns/oauth2/access_token",
        ["SignIn__WeChat__UserInfoUrl"] = $"{sandbox}/wechat/sns/userinfo",
        ["Links__Sandbox"] = sandbox,
    };

    /// <summary>For the sandbox.</summary>
    public static Dictionary<string, string> Sandbox() => new() { ["ASPNETCORE_ENVIRONMENT"] = "Development" };
}
