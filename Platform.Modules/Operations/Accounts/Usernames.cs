namespace Platform.Operations.Accounts;

/// <summary>What becomes of a username that somebody wishes.</summary>
internal static class Usernames
{
    public const int MaxLength = 50;
    private const string Prefix = "user_";

    /// <summary>Letters, digits and underscores of ASCII stay, all else becomes an underscore; one that begins with a digit gets a prefix.</summary>
    public static string Sanitize(string wished)
    {
        var name = string.Concat(wished.Trim().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return name.Length > 0 && char.IsAsciiDigit(name[0]) ? Prefix + name : name;
    }

    /// <summary>One for somebody of whom only the address is known, however long it is.</summary>
    public static string Of(string email)
    {
        var name = Sanitize(email);
        return name[..Math.Min(name.Length, MaxLength)];
    }
}
