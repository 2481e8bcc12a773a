using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Platform.Kernel.Text;

namespace Platform.Kernel.Identity;

/// <summary>Hashes passwords as ASP.NET Core Identity does (PBKDF2-HMAC-SHA512, salted), with more rounds than its default.</summary>
/// <remarks>What is hashed is the text that was meant, whichever keyboard it was typed on (RFC 8265, OpaqueString).</remarks>
public sealed class Passwords
{
    private const int Rounds = 210_000;

    private readonly PasswordHasher<User> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    public string Hash(string password) => hasher.HashPassword(null!, Prepare(password));

    /// <param name="stale">True when the hash should be made again: its rounds are fewer than today's.</param>
    public bool Verify(string hash, string password, out bool stale)
    {
        var result = hasher.VerifyHashedPassword(null!, hash, Prepare(password));
        stale = result == PasswordVerificationResult.SuccessRehashNeeded;
        return result != PasswordVerificationResult.Failed;
    }

    /// <summary>Every kind of blank is one blank, and letters with marks are composed (NFC).</summary>
    private static string Prepare(string password)
    {
        if (Ascii.IsValid(password))
        {
            return password;
        }

        var text = string.Concat(password.Select(c => char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c));
        return UnicodeText.Normalize(text, NormalizationForm.FormC);
    }
}
