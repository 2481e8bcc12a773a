using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Security;
using Platform.Kernel.Text;
using Index = Platform.Kernel.Search.Index;

namespace Platform.Customers.Links;

/// <summary>The query of a list of linked customers.</summary>
internal sealed record NameSearch(int Page, int PageSize, string? Search, string Sort)
{
    public const string Ascending = "name-asc";
    public const string Descending = "name-desc";
    public const string Recent = "recent";
    public const string Meaning = "Beginnings of words of names and addresses";
    public static readonly QueryParameter Sorts = QueryParameter.OneOf(
        "sort", "`name-asc` unless given, `name-desc`, or `recent`: linked last. Where names are encrypted they have no order: `recent` then, and the others are refused", Ascending, Descending, Recent);

    /// <param name="kind">Whose names they are: <c>person</c> or <c>company</c>.</param>
    public static async Task<(NameSearch? Query, Problem? Problem)> OfAsync(CrudContext context, string kind, CancellationToken cancellation)
    {
        var read = new QueryReader(context.Http.Request.Query);
        var (asked, hidden) = (read.Text("sort"), await context.Catalog.HiddenAsync(context.Db, $"customers:{kind}", cancellation));
        var isEncrypted = hidden.Contains("displayName") || hidden.Contains("display_name");
        if (isEncrypted && asked is Ascending or Descending)
        {
            read.Refuse("sort", "cannot sort by name: it is encrypted");
        }

        var query = new NameSearch(read.Number("page", 1, int.MaxValue, 1), read.Number("pageSize", 1, 100, 20), read.Text("search"), asked ?? (isEncrypted ? Recent : Ascending));
        return read.Problem is { } problem ? (null, problem) : (query, null);
    }

    /// <summary>The customers that are looked for, by the index as in their own lists; null where all are.</summary>
    public IQueryable<Guid>? Matching(PlatformDb db, TenantSecrets secrets, string entityId)
    {
        if (string.IsNullOrWhiteSpace(Search))
        {
            return null;
        }

        var pattern = Like.Containing(Search.Trim());
        return SearchWords.Query(secrets, entityId, Search) is { Length: > 0 } hashes
            ? Index.Matching(db, entityId, hashes)
            : db.Set<Customer>().Where(c => EF.Functions.Like(FoldedText.Column(c.DisplayName), pattern, Like.Escape) && !c.DisplayName.StartsWith(FieldCipher.Prefix)).Select(c => c.Id);
    }
}
