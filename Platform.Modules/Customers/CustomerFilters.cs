using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Customers.Tags;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Customers;

/// <summary>The query parameters by which lists of people and of companies are narrowed.</summary>
internal static class CustomerFilters
{
    private static readonly string[] Yes = ["true", "1", "yes"];
    private static readonly string[] No = ["false", "0", "no"];

    public static void Add<T>(Fields<T> fields) where T : Customer
    {
        fields.FilterAsync("email", async (context, text, cancellation) =>
        {
            var hash = Contacts.EmailHash(await context.Secrets.OfTenantAsync(context.Db, cancellation), text);
            return c => c.EmailHash == hash;
        });
        fields.FilterAsync("emailStartsWith", (context, text, cancellation) => ByEmailAsync<T>(context, text, Like.StartingWith(text), cancellation));
        fields.FilterAsync("emailContains", (context, text, cancellation) => ByEmailAsync<T>(context, text, Like.Containing(text), cancellation));
        fields.Filter("hasEmail", (_, text) => Has<T>(text, c => c.PrimaryEmail != null, c => c.PrimaryEmail == null));
        fields.Filter("hasPhone", (_, text) => Has<T>(text, c => c.PrimaryPhone != null, c => c.PrimaryPhone == null));
        fields.Filter("hasNextInteraction", (_, text) => Has<T>(text, c => c.NextInteractionAt != null, c => c.NextInteractionAt == null));
        fields.Filter("createdFrom", (_, text) => Time(text, endOfDay: false) is { } from ? c => c.CreatedAt >= from : null);
        fields.Filter("createdTo", (_, text) => Time(text, endOfDay: true) is { } to ? c => c.CreatedAt <= to : null);
        fields.Filter("tagIds", (context, text) =>
        {
            var assignments = context.Db.Set<TagAssignment>();
            return Ids(text) is { } ids ? c => assignments.Any(a => a.CustomerId == c.Id && ids.Contains(a.TagId)) : null;
        });

        // Clients send it when the tags that they filter by have come to nothing.
        fields.Filter("tagIdsEmpty", (_, text) => Yes.Contains(text) ? c => false : No.Contains(text) ? c => true : null);
        fields.Filter("excludeIds", (_, text) => Ids(text) is { } ids ? c => !ids.Contains(c.Id) : null);
        fields.Filter("excludeLinkedDealId", (context, text) =>
        {
            var links = context.Db.Set<DealCustomer>();
            return Guid.TryParseExact(text, "D", out var deal) ? c => !links.Any(l => l.DealId == deal && l.CustomerId == c.Id) : null;
        });
    }

    /// <summary>Where the column is ciphertext, the beginnings of its words are looked up instead.</summary>
    private static async Task<Expression<Func<T, bool>>?> ByEmailAsync<T>(CrudContext context, string text, string pattern, CancellationToken cancellation) where T : Customer
    {
        var hashes = SearchWords.Query(await context.Secrets.OfTenantAsync(context.Db, cancellation), text);
        var documents = context.Db.Set<IndexDocument>();
        var entity = typeof(T) == typeof(People.Person) ? "customers:person" : "customers:company";
        return hashes.Length == 0
            ? c => EF.Functions.ILike(c.PrimaryEmail!, pattern, Like.Escape)
            : c => EF.Functions.ILike(c.PrimaryEmail!, pattern, Like.Escape)
                || (c.PrimaryEmail!.StartsWith(FieldCipher.Prefix) && documents.Any(d => d.EntityType == entity && d.RecordId == c.Id && hashes.All(h => d.Tokens.Contains(h))));
    }

    private static Expression<Func<T, bool>>? Has<T>(string text, Expression<Func<T, bool>> yes, Expression<Func<T, bool>> no) =>
        Yes.Contains(text) ? yes : No.Contains(text) ? no : null;

    private static DateTimeOffset? Time(string text, bool endOfDay) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddDays(endOfDay ? 1 : 0).AddTicks(endOfDay ? -TimeSpan.TicksPerMicrosecond : 0)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    internal static List<Guid>? Ids(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ids = parts.Select(p => Guid.TryParseExact(p, "D", out var id) ? id : Guid.Empty).ToList();
        return ids.Contains(Guid.Empty) || ids.Count > 200 ? null : ids;
    }
}
