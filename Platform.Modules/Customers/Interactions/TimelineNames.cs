using Microsoft.EntityFrameworkCore;
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
        fields.Compute("authorName", async (context, rows, cancellation) =>
        {
            var users = await AuthorsAsync(context, rows, cancellation);
            return row => row.AuthorUserId is { } id && users.TryGetValue(id, out var user) ? user.Name ?? user.Username : null;
        });
        fields.Compute("authorEmail", async (context, rows, cancellation) =>
        {
            var users = await AuthorsAsync(context, rows, cancellation);
            return row => row.AuthorUserId is { } id && users.TryGetValue(id, out var user) ? user.Email : null;
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

    private static async Task<Dictionary<Guid, Author>> AuthorsAsync(CrudContext context, IReadOnlyList<Interaction> rows, CancellationToken cancellation)
    {
        var ids = rows.Select(r => r.AuthorUserId).OfType<Guid>().Distinct().ToList();
        return ids.Count == 0
            ? []
            : await context.Db.Set<User>().AsNoTracking().Where(u => ids.Contains(u.Id))
                .Select(u => new Author(u.Id, u.Name, u.Username, u.Email)).ToDictionaryAsync(u => u.Id, cancellation);
    }

    private sealed record Author(Guid Id, string? Name, string Username, string Email);
}
