using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Platform.Kernel.Identity;

/// <summary>Hashes passwords as ASP.NET Core Identity does (PBKDF2-HMAC-SHA512, salted), with more rounds than its default.</summary>
public sealed class Passwords
{
    private const int Rounds = 210_000;

    private readonly PasswordHasher<User> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    public string Hash(string password) => hasher.HashPassword(null!, password);

    /// <param name="stale">True when the hash should be made again: its rounds are fewer than today's.</param>
    public bool Verify(string hash, string password, out bool stale)
    {
        var result = hasher.VerifyHashedPassword(null!, hash, password);
        stale = result == PasswordVerificationResult.SuccessRehashNeeded;
        return result != PasswordVerificationResult.Failed;
    }
}
