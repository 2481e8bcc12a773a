using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Docs;

/// <summary>The guide to modules shows code that is compiled.</summary>
public sealed partial class ModulesGuideTests
{
    [Fact]
    public void Every_example_stands_in_the_file_that_it_names()
    {
        var guide = File.ReadAllText(Path.Combine(Arguments.Root, "docs", "modules.md"));
        var examples = Example().Matches(guide);
        Assert.True(examples.Count >= 4, $"Only {examples.Count} examples name a file.");
        Assert.Equal(Block().Count(guide), examples.Count);
        Assert.All(examples, example => Assert.Contains(
            Plain(example.Groups["code"].Value), Plain(File.ReadAllText(Path.Combine(Arguments.Root, example.Groups["file"].Value))), StringComparison.Ordinal));
    }

    /// <summary>How far a line is indented does not matter.</summary>
    private static string Plain(string code) => string.Join('\n', code.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex("<!-- (?<file>[^ ]+) -->\n```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^```csharp$", RegexOptions.Multiline)]
    private static partial Regex Block();
}
