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
    public const string Sorts = "`name-asc` unless given, `name-desc`, or `recent`: linked last. Where names are encrypted their order means nothing";

    public static NameSearch? Of(CrudContext context, out Problem? problem)
    {
        var read = new QueryReader(context.Http.Request.Query);
        var query = new NameSearch(read.Number("page", 1, int.MaxValue, 1), read.Number("pageSize", 1, 100, 20), read.Text("search"), read.Text("sort") ?? Ascending);
        if (query.Sort is not (Ascending or Descending or Recent))
        {
            read.Refuse("sort", $"must be {Ascending}, {Descending} or {Recent}");
        }

        problem = read.Problem;
        return problem is null ? query : null;
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
