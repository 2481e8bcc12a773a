using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Platform.Kernel.Identity;

namespace Platform.Tests.Kernel.Identity;

/// <summary>Passwords are kept as salted, slow hashes.</summary>
public sealed class PasswordTests
{
    private readonly Passwords passwords = new();

    [Fact]
    public void A_hash_verifies_its_password_only_and_is_another_each_time()
    {
        var hash = passwords.Hash("correct horse battery staple");
        Assert.True(passwords.Verify(hash, "correct horse battery staple", out var stale));
        Assert.False(stale);
        Assert.False(passwords.Verify(hash, "correct horse battery stapler", out _));
        Assert.False(passwords.Verify(hash, "", out _));
        Assert.NotEqual(hash, passwords.Hash("correct horse battery staple"));
        Assert.DoesNotContain("horse", hash, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Za\u017Co\u0301\u0142\u0107-1", "Za\u017C\u00F3\u0142\u0107-1", true)]
    [InlineData("pass\u00A0word", "pass word", true)]
    [InlineData("pass word", "password", false)]
    [InlineData("\uFB01sh", "fish", false)]
    [InlineData("Secret", "secret", false)]
    [InlineData("\uD800", "\uD801", true)]
    public void A_password_is_what_was_meant_on_whichever_keyboard(string one, string other, bool same) =>
        Assert.Equal(same, passwords.Verify(passwords.Hash(one), other, out _));

    [Fact]
    public void A_hash_of_fewer_rounds_is_taken_and_to_be_made_again()
    {
        var weak = new PasswordHasher<User>(Options.Create(new PasswordHasherOptions { IterationCount = 10_000 })).HashPassword(null!, "password");
        Assert.True(passwords.Verify(weak, "password", out var stale));
        Assert.True(stale);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQAAAA==")]
    public void What_is_no_hash_verifies_nothing(string hash) => Assert.False(passwords.Verify(hash, "password", out _));
}
