namespace Platform.Trading.SignIn;

/// <summary>Configuration section <c>SignIn</c>: where the providers are and who we are to them.</summary>
public sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>Where a provider may send users back to. In Development any http address on localhost or 127.0.0.1 is allowed too.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public GoogleOptions Google { get; init; } = new();

    public WeChatOptions WeChat { get; init; } = new();
}

/// <summary>Google's addresses and our client there.</summary>
public sealed class GoogleOptions
{
    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";
    public string AuthorizeUrl { get; init; } = "https://accounts.google.com/o/oauth2/v2/auth";
    public string TokenUrl { get; init; } = "https://oauth2.googleapis.com/token";
    public string UserInfoUrl { get; init; } = "https://openidconnect.googleapis.com/v1/userinfo";
}

/// <summary>WeChat's addresses and our app there.</summary>
public sealed class WeChatOptions
{
    public string AppId { get; init; } = "";
    public string AppSecret { get; init; } = "";
    public string AuthorizeUrl { get; init; } = "https://open.weixin.qq.com/connect/oauth2/authorize";
    public string TokenUrl { get; init; } = "https://api.weixin.qq.com/sns/oauth2/access_token";
    public string UserInfoUrl { get; init; } = "https://api.weixin.qq.com/sns/userinfo";
}
