using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>What every route answers to every kind of caller, as people have written it down: the test asks for it, and the documentation shows it.</summary>
/// <remarks>
/// The distributor, reseller and customer of a row are in one line below the owner, and so are the organization or account that it is about;
/// the others are their siblings, and the owner of another tenant. A is an Admin, S a Support; the others are Admins.
/// </remarks>
internal sealed record GateMatrix(IReadOnlyList<string> Callers, IReadOnlyList<(string Route, IReadOnlyList<int> Expected)> Rows)
{
    public static GateMatrix Read()
    {
        var lines = File.ReadAllLines(Path.Combine(Arguments.Root, "Platform.Tests", "Operations", "gate-matrix.csv")).Select(l => l.Split(',')).ToList();
        return new GateMatrix([.. lines[0].Skip(1)], [.. lines.Skip(1).Select(l => (l[0], (IReadOnlyList<int>)[.. l.Skip(1).Select(int.Parse)]))]);
    }

    /// <summary>The same as a table of a document.</summary>
    public string Render()
    {
        var table = new StringBuilder().Append("| route | ").AppendJoin(" | ", Callers).Append(" |\n|---|").AppendJoin("|", Callers.Select(_ => "---")).Append("|\n");
        foreach (var (route, expected) in Rows)
        {
            table.Append("| `").Append(route).Append("` | ").AppendJoin(" | ", expected).Append(" |\n");
        }

        return table.ToString();
    }
}
