using Microsoft.Extensions.Configuration;

namespace Platform.Auth;

/// <summary>What a new password must have: by default six characters, a digit, an upper-case letter and a special character.</summary>
internal sealed class PasswordPolicy(IConfiguration configuration)
{
    public const int MaxLength = 200;
    private readonly int minLength = configuration.GetValue("OM_PASSWORD_MIN_LENGTH", 6);
    private readonly bool digit = configuration.GetValue("OM_PASSWORD_REQUIRE_DIGIT", defaultValue: true);
    private readonly bool upper = configuration.GetValue("OM_PASSWORD_REQUIRE_UPPERCASE", defaultValue: true);
    private readonly bool special = configuration.GetValue("OM_PASSWORD_REQUIRE_SPECIAL", defaultValue: true);

    /// <returns>What the password lacks, or null.</returns>
    public string? Refuse(string password) =>
        password.Length < minLength ? $"must have at least {minLength} characters"
        : password.Length > MaxLength ? $"must have at most {MaxLength} characters"
        : password.Any(char.IsControl) ? "must not contain control characters"
        : digit && !password.Any(char.IsDigit) ? "must contain a digit"
        : upper && !password.Any(char.IsUpper) ? "must contain an upper-case letter"
        : special && password.All(char.IsLetterOrDigit) ? "must contain a special character"
        : null;
}
