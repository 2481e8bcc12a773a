using System.Text.RegularExpressions;

namespace Platform.Sandbox.Mailbox;

/// <summary>Finds the addresses in a text that can be followed.</summary>
internal static partial class Links
{
    /// <summary>The text in parts, each a link or not.</summary>
    public static IReadOnlyList<(string Part, bool IsLink)> Split(string text)
    {
        var parts = new List<(string, bool)>();
        var at = 0;
        foreach (Match link in Address().Matches(text))
        {
            parts.Add((text[at..link.Index], false));
            parts.Add((link.Value, true));
            at = link.Index + link.Length;
        }

        parts.Add((text[at..], false));
        return parts;
    }

    [GeneratedRegex(@"https?://[^\s<>""]+", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Address();
}
