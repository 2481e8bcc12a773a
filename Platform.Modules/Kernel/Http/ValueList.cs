namespace Platform.Kernel.Http;

/// <summary>A parameter of several values, separated by commas. It is split here only, because here is its bound.</summary>
internal static class ValueList
{
    public const int MaxItems = 200;
    public const string TooMany = "must have at most 200 values";

    /// <returns>The values, trimmed; null where there are too many.</returns>
    public static List<string>? Of(string text, bool keepEmpty = false) => Split(text, MaxItems + 1, keepEmpty) is { Count: <= MaxItems } values ? values : null;

    /// <returns>The first of the values, trimmed: as many as there may be.</returns>
    public static List<string> First(string text) => Split(text, MaxItems, keepEmpty: false);

    private static List<string> Split(string text, int most, bool keepEmpty)
    {
        var values = new List<string>();
        foreach (var range in text.AsSpan().Split(','))
        {
            var value = text.AsSpan(range).Trim();
            if (!keepEmpty && value.IsEmpty)
            {
                continue;
            }

            values.Add(value.ToString());
            if (values.Count == most)
            {
                break;
            }
        }

        return values;
    }
}
