using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Architecture;

/// <summary>What a user sends makes nothing deeper: lists are split in one place, which bounds them, and no expression grows by their values.</summary>
public sealed partial class ListBoundTests
{
    [GeneratedRegex(@"Split\((\[?['""],)")]
    private static partial Regex Splits { get; }

    [GeneratedRegex(@"Aggregate\(.*Expression\.Or")]
    private static partial Regex Chains { get; }

    // Over the fields of a resource, which are the platform's.
    private static readonly string[] OverFields = ["Finder.cs"];

    private static IEnumerable<string> Files() => System.IO.Directory.EnumerateFiles(Path.Combine(Arguments.Root, "Platform.Modules"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    [Fact]
    public void Lists_of_values_are_split_where_their_number_is_bounded() =>
        Assert.Empty(Files().Where(f => Splits.IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));

    [Fact]
    public void No_condition_is_chained_value_by_value() =>
        Assert.Equal(OverFields, Files().Where(f => Chains.IsMatch(File.ReadAllText(f))).Select(Path.GetFileName));
}
