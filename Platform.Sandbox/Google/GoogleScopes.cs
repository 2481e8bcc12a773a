namespace Platform.Sandbox.Google;

/// <summary>The scopes of a sign-in: the short names stand for the long ones, and any of them brings openid.</summary>
internal static class GoogleScopes
{
    public const string OpenId = "openid";
    public const string Email = "https://www.googleapis.com/auth/userinfo.email";
    public const string Profile = "https://www.googleapis.com/auth/userinfo.profile";

    /// <summary>The scopes that are granted, or null when one is unknown.</summary>
    public static IReadOnlyList<string>? Grant(string requested)
    {
        var asked = requested.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(scope => scope switch { "email" => Email, "profile" => Profile, _ => scope })
            .ToHashSet();
        string[] known = [Email, Profile, OpenId];
        return asked.Count > 0 && asked.IsSubsetOf(known) ? [.. known.Where(scope => scope == OpenId || asked.Contains(scope))] : null;
    }
}
