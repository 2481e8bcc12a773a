using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Text;

/// <summary>The order in which people look for names: by letters, then accents, then case, numbers by their value; the same in the database and in memory.</summary>
internal sealed class SortOrder : IComparer<string?>
{
    /// <summary>The collation of columns that lists are sorted by. Equal is what has the same characters only, so that indexes and cursors may use it.</summary>
    public const string Collation = "people";

    private const CompareOptions Options = CompareOptions.NumericOrdering;
    private static readonly CompareInfo Rules = CultureInfo.InvariantCulture.CompareInfo;

    public static readonly SortOrder People = new();

    public int Compare(string? x, string? y) => Rules.Compare(x, y, Options) is var order and not 0 ? order : string.CompareOrdinal(x, y);

    /// <summary>Gives the database the collation, and the columns of sorted texts theirs.</summary>
    public static void Map(ModelBuilder model)
    {
        model.HasCollation(Collation, "und-u-kn-true", "icu", deterministic: true);
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetDeclaredProperties()).Where(p => p.PropertyInfo?.IsDefined(typeof(SortedTextAttribute), inherit: false) == true))
        {
            property.SetCollation(Collation);
        }
    }
}

/// <summary>Lists are sorted by the text, in the <see cref="SortOrder"/> of people.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SortedTextAttribute : Attribute;
