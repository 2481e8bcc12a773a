using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Customers.Tags;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Security;
using Platform.Kernel.Text;

namespace Platform.Customers;

/// <summary>The query parameters by which lists of people and of companies are narrowed.</summary>
internal static class CustomerFilters
{
    /// <param name="entityId">The name of their documents in the index.</param>
    public static void Add<T>(Fields<T> fields, string entityId) where T : Customer
    {
        fields.FilterAsync("email", async (context, text, cancellation) =>
        {
            var hash = Contacts.EmailHash(await context.Secrets.OfTenantAsync(context.Db, cancellation), text);
            return c => c.EmailHash == hash;
        });
        fields.FilterAsync("emailStartsWith", (context, text, cancellation) => ByEmailAsync<T>(context, entityId, text, Like.StartingWith(text), cancellation));
        fields.FilterAsync("emailContains", (context, text, cancellation) => ByEmailAsync<T>(context, entityId, text, Like.Containing(text), cancellation));
        fields.Filter("hasEmail", (_, text) => Has<T>(text, c => c.PrimaryEmail != null, c => c.PrimaryEmail == null));
        fields.Filter("hasPhone", (_, text) => Has<T>(text, c => c.PrimaryPhone != null, c => c.PrimaryPhone == null));
        fields.Filter("hasNextInteraction", (_, text) => Has<T>(text, c => c.NextInteractionAt != null, c => c.NextInteractionAt == null));
        fields.Filter("createdFrom", (_, text) => Time(text, endOfDay: false) is { } from ? c => c.CreatedAt >= from : null);
        fields.Filter("createdTo", (_, text) => Time(text, endOfDay: true) is { } to ? c => c.CreatedAt <= to : null);
        fields.Filter("tagIds", (context, text) =>
        {
            var (assignments, tags) = (context.Db.Set<TagAssignment>(), context.Db.Set<Tag>());
            return Ids(text) is { } ids ? c => assignments.Any(a => a.CustomerId == c.Id && ids.Contains(a.TagId) && tags.Any(t => t.Id == a.TagId)) : null;
        });

        // Clients send it when the tags that they filter by have come to nothing.
        fields.Filter("tagIdsEmpty", (_, text) => Has<T>(text, c => false, c => true));
        fields.Filter("excludeIds", (_, text) => Ids(text) is { } ids ? c => !ids.Contains(c.Id) : null);
        fields.Filter("excludeLinkedDealId", (context, text) =>
        {
            var links = context.Db.Set<DealCustomer>();
            return Guid.TryParseExact(text, "D", out var deal) ? c => !links.Any(l => l.DealId == deal && l.CustomerId == c.Id) : null;
        });
    }

    /// <summary>Where the column is ciphertext, the beginnings of its words are looked up instead.</summary>
    private static async Task<Expression<Func<T, bool>>?> ByEmailAsync<T>(CrudContext context, string entityId, string text, string pattern, CancellationToken cancellation) where T : Customer
    {
        Expression<Func<T, bool>> readable = c => !c.PrimaryEmail!.StartsWith(FieldCipher.Prefix) && EF.Functions.Like(FoldedText.Column(c.PrimaryEmail), pattern, Like.Escape);
        Expression<Func<T, bool>> hidden = c => c.PrimaryEmail!.StartsWith(FieldCipher.Prefix);
        var hashes = SearchWords.Query(await context.Secrets.OfTenantAsync(context.Db, cancellation), entityId, text);
        return hashes.Length == 0 ? readable : readable.Or(hidden.And((await context.Index.FindAsync<T>(context.Db, entityId, hashes, cancellation)).Shown));
    }

    private static Expression<Func<T, bool>>? Has<T>(string text, Expression<Func<T, bool>> yes, Expression<Func<T, bool>> no) =>
        FieldType.Of(typeof(bool)).Parse(text) is bool has ? has ? yes : no : null;

    /// <summary>A time, or a whole day; null for what is neither.</summary>
    public static DateTimeOffset? Time(string text, bool endOfDay) => endOfDay ? Times.ParseEnd(Times.Query(text)) : Times.ParseStart(Times.Query(text));

    private static IReadOnlyList<Guid>? Ids(string text) =>
        ValueList.Of(text) is { } words ? QueryReader.ParseIds(words) : null;
}
