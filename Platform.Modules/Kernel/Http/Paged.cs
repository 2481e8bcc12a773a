using Microsoft.EntityFrameworkCore;

namespace Platform.Kernel.Http;

/// <summary>One page of a list.</summary>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Total, int Page, int PageSize)
{
    public int TotalPages => (Total + PageSize - 1) / PageSize;
}

public static class Paging
{
    /// <summary>Reads one page of ordered rows, and how many there are.</summary>
    public static async Task<Paged<T>> ToPageAsync<T>(this IQueryable<T> rows, int page, int pageSize, CancellationToken cancellation)
    {
        var total = await rows.CountAsync(cancellation);
        var skipped = (long)(page - 1) * pageSize;
        var items = skipped >= total ? [] : await rows.Skip((int)skipped).Take(pageSize).ToListAsync(cancellation);
        return new Paged<T>(items, total, page, pageSize);
    }
}
