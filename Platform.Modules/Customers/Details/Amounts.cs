using System.Globalization;

namespace Platform.Customers.Details;

/// <summary>Amounts of money as text, without the zeros of the column.</summary>
internal static class Amounts
{
    public static string? Text(decimal? amount) => amount?.ToString("0.00##", CultureInfo.InvariantCulture);
}
