using Platform.Kernel.Crud;

namespace Platform.Customers.Details;

/// <summary>Amounts of money as text, where there is one.</summary>
internal static class Amounts
{
    public static string? Text(decimal? amount) => amount is { } known ? FieldType.AmountText(known) : null;
}
