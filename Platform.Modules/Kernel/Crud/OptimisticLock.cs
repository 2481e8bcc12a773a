using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>A client that says which state it changes is refused when that is not the latest.</summary>
internal static class OptimisticLock
{
    private const string Header = "x-om-ext-optimistic-lock-expected-updated-at";

    private const string Updated = nameof(IRow.UpdatedAt);
    private static readonly Problem Late = new(ProblemKind.Conflict, "The record has been changed meanwhile", Code: "optimistic_lock_conflict");

    /// <param name="entries">The rows of the record that the request changes, as they were read.</param>
    /// <returns>Null when the client says nothing, or the right thing of one of the rows.</returns>
    public static Problem? Refuse(HttpContext? http, IEnumerable<EntityEntry> entries)
    {
        if (http?.Request.Headers.TryGetValue(Header, out var header) != true)
        {
            return null;
        }

        var states = entries.Where(e => e.Metadata.FindProperty(Updated) is not null).Select(e => (DateTimeOffset)e.Property(Updated).OriginalValue!).ToList();
        var expected = Times.Parse(header.ToString());
        return states.Count == 0 || states.Exists(s => Math.Abs((expected - s)?.TotalMilliseconds ?? double.MaxValue) < 1) ? null : Late;
    }
}
