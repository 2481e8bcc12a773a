using Platform.Kernel.Mail;

namespace Platform.Tests.Kernel.Mail;

/// <summary>One person's address has one form, however it is typed.</summary>
public sealed class EmailTests
{
    [Theory]
    [InlineData(" Admin@ACME.com ", "admin@acme.com")]
    [InlineData("admin\u200B@acme.com\uFEFF", "admin@acme.com")]
    [InlineData("ａｄｍｉｎ＠ａｃｍｅ.com", "admin@acme.com")]
    [InlineData("mar\u0131\u0301a@b\u00FCcher.example", "mar\u0131\u0301a@xn--bcher-kva.example")]
    [InlineData("jose\u0301@example.org", "jos\u00E9@example.org")]
    [InlineData("a@BU\u0308CHER.Example", "a@xn--bcher-kva.example")]
    [InlineData("a@xn--BCHER-kva.example", "a@xn--bcher-kva.example")]
    [InlineData("a@\u4F8B\u5B50\u3002\u6D4B\u8BD5", "a@xn--fsqu00a.xn--0zwm56d")]
    public void Spellings_of_an_address_are_one(string typed, string normal)
    {
        Assert.Equal(normal, Emails.Normalize(typed));
        Assert.Equal(normal, Emails.Normalize(normal));
        Assert.True(Emails.IsValid(typed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("a@b")]
    [InlineData("a@b@c.example")]
    [InlineData("a b@c.example")]
    [InlineData("a@c.example.")]
    [InlineData("a\nb@c.example")]
    [InlineData("\uD800a@c.example")]
    [InlineData("a@\u00FC_.example")]
    [InlineData("a@-\u00FC.example")]
    public void What_is_no_address_is_refused_and_never_fails(string typed)
    {
        Assert.False(Emails.IsValid(typed));
        Assert.NotNull(Emails.Normalize(typed));
    }
}
