using System.Text;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>A parameter of several values, separated by commas; <c>\,</c> is a comma within a value, and <c>\\</c> a backslash. It is split here only, because here is its bound.</summary>
internal static class ValueList
{
    public const int MaxItems = 200;
    public const string TooMany = "must have at most 200 values";

    /// <summary>The parameter's text; one that is there several times has the values of all.</summary>
    public static string? Text(IQueryCollection query, string name) => query[name] is { Count: > 0 } sent ? string.Join(',', sent.ToArray()) : null;

    /// <returns>The values, trimmed; null where there are too many.</returns>
    public static List<string>? Of(string text, bool keepEmpty = false) => Split(text, MaxItems + 1, keepEmpty) is { Count: <= MaxItems } values ? values : null;

    /// <returns>The first of the values, trimmed: as many as there may be.</returns>
    public static List<string> First(string text) => Split(text, MaxItems, keepEmpty: false);

    private static List<string> Split(string text, int most, bool keepEmpty)
    {
        var (values, value) = (new List<string>(), new StringBuilder());
        for (var i = 0; i <= text.Length && values.Count < most; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                if (value.ToString().Trim() is var one && (keepEmpty || one.Length > 0))
                {
                    values.Add(one);
                }

                value.Clear();
                continue;
            }

            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '\\')
            {
                i++;
            }

            value.Append(text[i]);
        }

        return values;
    }
}
