using System.Text;

namespace Platform.Customers;

/// <summary>Short names by which tags and labels are told apart.</summary>
internal static class Slugs
{
    public const string Expected = "must have small letters, digits, hyphens and underscores only";

    /// <summary>Whatever <see cref="Of"/> makes is one, so that a client may send it back: small letters are those of any script.</summary>
    public static bool IsSlug(string text) => text.Length > 0 && text.All(c => (char.IsLetterOrDigit(c) && c == char.ToLowerInvariant(c)) || c is '-' or '_');

    /// <summary>Letters and digits in small letters, hyphens for what stands between them; empty where there are none.</summary>
    public static string Of(string label)
    {
        var slug = new StringBuilder();
        foreach (var c in label.Trim().ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c))
            {
                slug.Append(c);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString(0, Math.Min(slug.Length, Limits.Slug)).TrimEnd('-');
    }
}
