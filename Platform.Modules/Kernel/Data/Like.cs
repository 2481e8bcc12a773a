namespace Platform.Kernel.Data;

/// <summary>Patterns for ILIKE. The escape character goes with each use: EF otherwise says that there is none.</summary>
internal static class Like
{
    public const string Escape = @"\";

    /// <summary>Matches what contains the text; its own percent signs and underscores mean themselves.</summary>
    public static string Containing(string text) => $"%{Exactly(text.Trim())}%";

    public static string StartingWith(string text) => $"{Exactly(text.Trim())}%";

    /// <summary>Matches the text, in whatever case it is written.</summary>
    public static string Exactly(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
