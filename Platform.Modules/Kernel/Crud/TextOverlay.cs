using Microsoft.AspNetCore.Http;
using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

/// <summary>Knows what texts of records are in other languages.</summary>
internal interface ITextOverlay
{
    /// <returns>By record, its texts by field; records without any are left out.</returns>
    Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>>> OfAsync(
        PlatformDb db, Guid? organizationId, string entityId, string locale, IReadOnlyList<Guid> records, CancellationToken cancellation);
}

/// <summary>The language that a request wants its records in: the header <c>locale</c>, or the cookie of the browser.</summary>
internal static class RequestLocale
{
    public const string Name = "locale";

    /// <summary>What records are written in.</summary>
    private const string Original = "en";
    private const int MaxLength = 5;

    /// <returns>Null for the language that records are written in.</returns>
    public static string? Of(HttpRequest request)
    {
        var wanted = request.Headers[Name].ToString() is { Length: > 0 } named ? named : request.Cookies[Name];
        return wanted is { Length: > 0 and <= MaxLength } && wanted != Original ? wanted : null;
    }
}
