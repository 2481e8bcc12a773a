using System.Diagnostics.CodeAnalysis;
using Platform.Kernel.Security;

namespace Platform.Customers;

/// <summary>Columns that a tenant may have encrypted, as people read them.</summary>
internal static class Sealed
{
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Read(this TenantSecrets secrets, string? text) => text is null ? null : FieldCipher.Open(secrets, text);
}
