using System.Net.Mail;
using Platform.Kernel.Security;

namespace Platform.Customers;

/// <summary>Addresses and telephone numbers: what is one, and by which hash it is found though it may be ciphertext.</summary>
internal static class Contacts
{
    private const int LeastDigits = 3;

    public static bool IsEmail(string text) => MailAddress.TryCreate(text.Trim(), out var address) && address.Address == text.Trim();

    public static bool IsPhone(string text) => Digits(text).Length >= LeastDigits && text.All(c => char.IsAsciiDigit(c) || " +-()./#xext:".Contains(c, StringComparison.OrdinalIgnoreCase));

    public static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static string? EmailHash(TenantSecrets secrets, string? email) => email is null ? null : Hash(secrets, $"email:{email.Trim().ToLowerInvariant()}");

    public static string? PhoneHash(TenantSecrets secrets, string? phone) => phone is null ? null : Hash(secrets, $"phone:{Digits(phone)}");

    private static string Hash(TenantSecrets secrets, string text) => Convert.ToBase64String(secrets.Lookup(text));
}
