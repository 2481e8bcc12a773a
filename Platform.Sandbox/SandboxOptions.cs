using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Platform.Sandbox.Core;

namespace Platform.Sandbox;

/// <summary>What the section <c>Sandbox</c> of the configuration may say.</summary>
internal sealed class SandboxOptions
{
    /// <summary>The demo users; when none is configured, <see cref="DemoUser.Defaults"/>.</summary>
    [MaxLength(200)]
    public List<DemoUser> Users { get; set; } = [];

    /// <summary>Redirect URIs registered beside every http address of localhost and 127.0.0.1, compared exactly.</summary>
    [MaxLength(100)]
    public List<string> RedirectUris { get; set; } = [];

    [ValidateObjectMembers]
    public GoogleClient Google { get; set; } = new();

    [ValidateObjectMembers]
    public WeChatApp WeChat { get; set; } = new();

    [ValidateObjectMembers]
    public OidcClients Oidc { get; set; } = new();

    [ValidateObjectMembers]
    public MailServerPort Mailbox { get; set; } = new();

    /// <summary>The client that is registered with Google.</summary>
    internal sealed class GoogleClient
    {
        [Required, MaxLength(200)]
        public string ClientId { get; set; } = "platform-google";

        [Required, MaxLength(200)]
        public string ClientSecret { get; set; } = "platform-google-secret";
    }

    /// <summary>The app that is registered with WeChat.</summary>
    internal sealed class WeChatApp
    {
        [Required, MaxLength(200)]
        public string AppId { get; set; } = "wxplatform0000001";

        [Required, MaxLength(200)]
        public string AppSecret { get; set; } = "platform-wechat-secret";
    }

    /// <summary>The clients that are registered with the OpenID Connect provider.</summary>
    internal sealed class OidcClients
    {
        /// <summary>The second one is somebody else's, for trying that its tokens open nothing of ours.</summary>
        [MinLength(1), MaxLength(20)]
        public IReadOnlyList<string> ClientIds { get; set; } = ["platform-operations", "another-program"];

        /// <summary>With which any of them asks whose a token is.</summary>
        [Required, MaxLength(200)]
        public string ClientSecret { get; set; } = "platform-operations-secret";
    }

    /// <summary>Where mail is taken.</summary>
    internal sealed class MailServerPort
    {
        /// <summary>A port of this machine, 0 for any that is free; without one no mail is taken.</summary>
        [Range(0, 65535)]
        public int? Port { get; set; }
    }
}

/// <summary>Refuses a configuration that cannot work before the first request.</summary>
[OptionsValidator]
internal sealed partial class SandboxOptionsValidator : IValidateOptions<SandboxOptions>;

/// <summary>The rules that attributes cannot say.</summary>
internal sealed class SandboxOptionsRules : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var failures = options.Users.Where(user => !user.IsValid)
            .Select(user => $"Sandbox:Users: '{user.Login}' needs a login of a-z, 0-9, '.', '_', '-', an e-mail address and a name.")
            .Concat(options.RedirectUris.Where(uri => !RedirectUris.IsWellFormed(uri))
                .Select(uri => $"Sandbox:RedirectUris: '{uri}' is not an absolute http or https address without a fragment."))
            .ToList();
        if (options.Users.Select(user => user.Login).Concat(options.Users.Select(user => user.Email))
            .GroupBy(key => key, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1))
        {
            failures.Add("Sandbox:Users: logins and e-mail addresses must be unique.");
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
