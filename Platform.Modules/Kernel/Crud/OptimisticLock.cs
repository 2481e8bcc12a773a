using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>A client that says which state it changes is refused when that is not the latest.</summary>
internal static class OptimisticLock
{
    private const string Header = "x-om-ext-optimistic-lock-expected-updated-at";

    /// <returns>Null when the client says nothing, or the right thing.</returns>
    public static Problem? Refuse(HttpContext http, DateTimeOffset updatedAt) =>
        http.Request.Headers.TryGetValue(Header, out var header)
        && !(DateTimeOffset.TryParse(header, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expected)
            && Math.Abs((expected - updatedAt).TotalMilliseconds) < 1)
            ? new Problem(ProblemKind.Conflict, "The record has been changed meanwhile", Code: "optimistic_lock_conflict")
            : null;
}
