using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Caching;
using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

/// <summary>How many rows lists have: whole ones are counted once, and again after an action that changes rows of the type; found ones are, when there are many, counted once a minute.</summary>
/// <remarks>Counting a million rows takes longer than reading a page of them. What is counted is counted once for all who ask meanwhile.</remarks>
internal sealed class Totals(TenantCache cache, IServiceProvider services) : IChangeListener
{
    /// <summary>Up to as many rows that a filter or a search finds are counted for every request.</summary>
    public const int Many = 10_000;
    private const string Whole = "totals";
    private const string Found = "totals-found";

    // Of a million rows the count takes seconds.
    private static readonly TimeSpan WholeKept = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FoundKept = TimeSpan.FromMinutes(1);

    /// <summary>How many rows a list has for all callers who see the same organizations; only for tables whose every change is an action.</summary>
    public ValueTask<long> OfWholeAsync(PlatformDb db, Caller caller, string list, Func<Task<long>> count, CancellationToken cancellation) =>
        cache.ShareAsync(Whole, caller.TenantId, $"{list}:{Key(caller.Organizations)}", count, _ => WholeKept, db.ReleaseConnectionAsync, cancellation);

    /// <summary>How many rows the filters and the search of a request find: exact up to <see cref="Many"/>, and as it was at most a minute ago above.</summary>
    public ValueTask<long> OfFoundAsync(PlatformDb db, Caller caller, string list, IQueryCollection query, Func<Task<long>> count, CancellationToken cancellation) => cache.ShareAsync(
        Found, caller.TenantId, $"{list}:{Sight(caller)}:{Key(Wanted(query))}", count, total => total > Many ? FoundKept : TimeSpan.Zero, db.ReleaseConnectionAsync, cancellation);

    public Task OnCommittedAsync(CommittedChange change, CancellationToken cancellation) =>
        services.GetServices<IResource>().Any(r => change.Types.Contains(r.RowType)) ? cache.ForgetAsync(Whole, change.TenantId) : Task.CompletedTask;

    /// <summary>What decides which rows a caller may see.</summary>
    private static string Sight(Caller caller) =>
        $"{caller.UserId}:{caller.ApiKeyId}:{caller.IsSuperAdmin}:{caller.OrganizationId}:{Key(caller.Organizations)}:{Key(caller.Grants.Organizations)}";

    private static string Key(IEnumerable<Guid>? organizations) => organizations is null ? "all" : Key(string.Concat(organizations.Order()));

    /// <summary>What decides which rows are found; the page and the order of them do not.</summary>
    private static string Wanted(IQueryCollection query) => JsonSerializer.Serialize(
        query.Where(q => !ListRequest.Paging.Contains(q.Key)).OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => (string?[])[q.Key, .. q.Value]));

    private static string Key(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
