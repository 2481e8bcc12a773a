using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Customers.Deals;
using Platform.Kernel.Crud;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Customers.Interactions;

/// <summary>What an interaction's ids stand for, for all rows of an answer at once.</summary>
internal static class TimelineNames
{
    public static void Add(Fields<Interaction> fields)
    {
        fields.Compute(["authorName", "authorEmail"], async (context, rows, cancellation) =>
        {
            var texts = context.Http.RequestServices.GetRequiredService<UserTexts>();
            var authors = await texts.OfAsync(context.Db, [.. rows.Select(r => r.AuthorUserId).OfType<Guid>().Distinct()], cancellation);
            return row => row.AuthorUserId is { } id && authors.TryGetValue(id, out var author) ? [author.Label, author.Email] : [null, null];
        });
        fields.Compute("dealTitle", async (context, rows, cancellation) =>
        {
            var ids = rows.Select(r => r.DealId).OfType<Guid>().Distinct().ToList();
            if (ids.Count == 0)
            {
                return _ => null;
            }

            var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
            var titles = await context.Db.Set<Deal>().AsNoTracking().Where(d => ids.Contains(d.Id)).ToDictionaryAsync(d => d.Id, d => d.Title, cancellation);
            return row => row.DealId is { } id && titles.TryGetValue(id, out var title) ? FieldCipher.Open(vault, title) : null;
        });
    }
}
