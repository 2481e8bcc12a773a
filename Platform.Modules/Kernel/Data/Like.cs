using Platform.Kernel.Text;

namespace Platform.Kernel.Data;

/// <summary>Patterns for LIKE over columns that <see cref="FoldedText.Column"/> folds. The escape character goes with each use: EF otherwise says that there is none.</summary>
internal static class Like
{
    public const string Escape = @"\";

    /// <summary>Matches what contains the text, in whatever letters; its own percent signs and underscores mean themselves.</summary>
    public static string Containing(string text) => $"%{Exactly(text)}%";

    public static string StartingWith(string text) => $"{Exactly(text)}%";

    private static string Exactly(string text) => FoldedText.Of(text.Trim())
        .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}
