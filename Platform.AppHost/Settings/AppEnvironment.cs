namespace Platform.AppHost.Settings;

/// <summary>What our own processes are told through variables, beside connections and addresses.</summary>
public static class AppEnvironment
{
    public const string Database = "platformdb";

    /// <summary>The role that api and workers use in the database; it owns nothing.</summary>
    public const string RunningRole = "platform_app";

    public const string SigningKey = "Identity__SigningKey";
    public const string MasterKey = "Security__MasterKey";

    /// <summary>For the process that migrates: the password of <see cref="RunningRole"/>.</summary>
    public const string RunningRolePassword = "Database__AppPassword";

    /// <summary>For api: where the sandbox is, for its landing page.</summary>
    public const string SandboxLink = "Links__Sandbox";

    /// <summary>For the sandbox: where it takes mail.</summary>
    public const string MailboxPort = "Sandbox__Mailbox__Port";

    /// <summary>For api and workers: the mail server, which is the sandbox.</summary>
    public const string MailHost = "Mail__Host";
    public const string MailPort = "Mail__Port";

    /// <summary>For api and workers: the carrier of the sample integration, which is the sandbox.</summary>
    public const string ShippingAddress = "Integrations__Shipping__BaseUrl";

    /// <summary>For every process.</summary>
    public static IReadOnlyDictionary<string, string> Development { get; } = new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
    };

    /// <summary>For migrations, api and workers.</summary>
    public static IReadOnlyDictionary<string, string> Platform { get; } = new Dictionary<string, string>(Development)
    {
        ["Identity__Admins__0"] = "admin@example.com",

        // The mail server is on this machine and has no certificate.
        ["Mail__Tls"] = "None",

        // The other side of integrations is the sandbox.
        ["Outbound__AllowPrivate"] = "true",
    };

    /// <summary>For api: the clients that the sandbox knows.</summary>
    public static IReadOnlyDictionary<string, string> SignIn { get; } = new Dictionary<string, string>
    {
        ["SignIn__Google__ClientId"] = "platform-google",
        ["SignIn__Google__ClientSecret"] = "platform-google-secret",
        ["SignIn__WeChat__AppId"] = "wxplatform0000001",
        ["SignIn__WeChat__AppSecret"] = "platform-wechat-secret",
        ["Operations__Provider__ClientId"] = "platform-operations",
    };

    /// <summary>For api: the paths of the sandbox, which stands in for the providers that people sign in with.</summary>
    public static IReadOnlyDictionary<string, string> SandboxPaths { get; } = new Dictionary<string, string>
    {
        ["SignIn__Google__AuthorizeUrl"] = "/google/o/oauth2/v2/auth",
        ["SignIn__Google__TokenUrl"] = "/google/token",
        ["SignIn__Google__UserInfoUrl"] = "/google/v1/userinfo",
        ["SignIn__WeChat__AuthorizeUrl"] = "/wechat/connect/oauth2/authorize",
        ["SignIn__WeChat__TokenUrl"] = "/wechat/sns/oauth2/access_token",
        ["SignIn__WeChat__UserInfoUrl"] = "/wechat/sns/userinfo",
        ["Operations__Provider__Issuer"] = "/",
    };
}
