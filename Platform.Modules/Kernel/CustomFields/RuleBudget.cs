using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Platform.Kernel.CustomFields;

/// <summary>The time that the regular expressions of tenants may take in one request, all of them together.</summary>
internal sealed class RuleBudget
{
    public const string Expected = "regex takes a regular expression of at most 500 characters, without lookaround, back references and large repetitions";
    private const int MaxPattern = 500;
    private static readonly TimeSpan OfPattern = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OfRequest = TimeSpan.FromMilliseconds(500);
    private TimeSpan spent;

    /// <summary>A pattern whose time grows with the text and not with the square of it, or worse.</summary>
    /// <returns>Null for what is none.</returns>
    public static Regex? Pattern(string? pattern)
    {
        if (pattern is null or { Length: > MaxPattern })
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, OfPattern);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    public bool IsMatch(Regex? pattern, string text)
    {
        if (pattern is null || spent > OfRequest)
        {
            return false;
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        finally
        {
            spent += Stopwatch.GetElapsedTime(started);
        }
    }
}
