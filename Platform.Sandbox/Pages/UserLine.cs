using Platform.Sandbox.Core;

namespace Platform.Sandbox.Pages;

/// <summary>A demo user as a page shows one; with a link, to be chosen.</summary>
public sealed record UserLine(string Name, string? Note, string Picture, string? Link)
{
    internal static UserLine WithEmail(DemoUser user, string? link = null) =>
        NameOnly(user, link) with { Note = user.EmailVerified ? user.Email : user.Email + " · e-mail not verified" };

    internal static UserLine NameOnly(DemoUser user, string? link) => new(user.Name, null, Avatars.PathFor(user), link);
}
