using Microsoft.Extensions.Options;

namespace Platform.Sandbox.Core;

/// <summary>The demo users of this sandbox.</summary>
internal sealed class DemoUsers(IOptions<SandboxOptions> options)
{
    public IReadOnlyList<DemoUser> All { get; } =
        options.Value.Users.Count > 0 ? options.Value.Users : DemoUser.Defaults;

    /// <summary>The user with this e-mail address or login.</summary>
    public DemoUser? Find(string? hint) =>
        hint is null ? null : All.FirstOrDefault(user => user.IsKnownAs(hint));
}
