using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Kernel.Text;

/// <summary>What two names have in common that people take for the same: NFKC, case folded, without ends and characters that nobody sees.</summary>
/// <remarks>Tables compute it themselves, in columns that say with <see cref="KeyOfAttribute"/> what they are of; <see cref="Of"/> is the same for looking up.</remarks>
internal static class NormalizedKey
{
    /// <summary>NFKC makes up to 18 characters of one; an index of PostgreSQL takes 2,700 bytes.</summary>
    private const int MaxLength = 400;

    /// <summary>What is white space, and not a blank after NFKC.</summary>
    private const string Ends = " \t\n\v\f\r\u0085\u1680\u2028\u2029";

    public static string Of(string text)
    {
        var key = UnicodeText.Normalize(UnicodeText.WithoutInvisible(text), NormalizationForm.FormKC).ToLowerInvariant()
            .Replace("İ", "i\u0307", StringComparison.Ordinal).Replace('ς', 'σ').Replace("ß", "ss", StringComparison.Ordinal).Trim(Ends.ToCharArray());
        return key.Length <= MaxLength ? key : string.Concat(key.EnumerateRunes().Take(MaxLength));
    }

    /// <summary>The same of a column, as PostgreSQL computes it.</summary>
    public static string Sql(string column) =>
        $"""
        left(btrim(replace(translate(lower(normalize(regexp_replace({column}, '{UnicodeText.InvisibleClass}', '', 'g'), NFKC) COLLATE "und-x-icu"), 'ς', 'σ'), 'ß', 'ss'), E' \t\n\u000B\f\r\u0085\u1680\u2028\u2029'), {MaxLength})
        """;

    /// <summary>Gives the keys of a table their columns.</summary>
    public static void Map(IMutableEntityType entity)
    {
        foreach (var key in entity.GetProperties().ToList())
        {
            if (key.PropertyInfo?.GetCustomAttributes(typeof(KeyOfAttribute), inherit: false) is [KeyOfAttribute of])
            {
                key.SetComputedColumnSql(Sql(entity.FindProperty(of.Property)!.GetColumnName()));
                key.SetIsStored(true);
                key.ValueGenerated = ValueGenerated.OnAddOrUpdate;
                key.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
                key.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
            }
        }
    }
}

/// <summary>The property is the <see cref="NormalizedKey"/> of another one; it is known once the row is saved.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KeyOfAttribute(string property) : Attribute
{
    public string Property => property;
}
