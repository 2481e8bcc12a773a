using Microsoft.AspNetCore.Builder;
using Platform.Kernel.Http;

namespace Platform.Trading;

/// <summary>Documentation of the query parameters that lists read by hand.</summary>
internal static class QueryDocs
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["sub_account_id"] = "Only of this sub-account.",
        ["trading_id"] = "Only of this trading.",
        ["start_date"] = "Not before this time (RFC 3339), or the beginning of this date in UTC.",
        ["end_date"] = "Not after this time (RFC 3339), or the beginning of this date in UTC.",
        ["direction"] = "`debit` or `credit`.",
        ["type"] = "Only of this type.",
        ["source"] = "Only of this source, such as `manual` or `bot`.",
        ["limit"] = "How many, 1 to 1000; 100 unless given.",
        ["offset"] = "How many to skip.",
    };

    /// <summary>Documents query parameters by the names that the surface uses for them.</summary>
    public static TBuilder WithQuery<TBuilder>(this TBuilder builder, params string[] names) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata([.. names.Select(n => n == "direction"
            ? QueryParameter.OneOf(n, Known[n], "debit", "credit")
            : new QueryParameter(n, Known[n], IsNumber: n is "limit" or "offset") { Format = n.EndsWith("_date", StringComparison.Ordinal) ? "date-time" : null })]);
}
