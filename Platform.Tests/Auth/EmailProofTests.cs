using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;
using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>An address proves something only when a mail or a provider has verified it.</summary>
public sealed partial class EmailProofTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Profile = "/api/auth/profile";
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task An_administrators_address_that_somebody_wrote_makes_him_no_administrator_and_lets_nobody_into_his_account()
    {
        var (stranger, victim) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        (await stranger.Api.PutAsync(Profile, new { email = TestSandbox.EmailOf("admin") })).Refuses(400, field: "currentPassword");
        (await stranger.Api.PutAsync(Profile, new { email = TestSandbox.EmailOf("admin"), currentPassword = "" })).Refuses(400, field: "currentPassword");

        // Whichever way it gets into the row.
        await WriteAsync(stranger, TestSandbox.EmailOf("admin"));
        (await TryToDisableAsync(stranger)).Is(403);
        var owner = await api.SignInAsync("admin");
        Assert.NotEqual(stranger.Id, owner.Id);
        (await TryToDisableAsync(stranger)).Is(403);
        (await owner.Api.PutAsync($"/v1/users/{victim.Id}/disable")).Ok(200);
    }

    [Fact]
    public async Task A_change_of_ones_address_takes_the_password_and_a_mail_to_the_new_one_and_the_old_one_is_told()
    {
        var person = await api.AdminAsync();
        var wanted = $"N{Guid.CreateVersion7():N}@Example.org";
        var normal = wanted.ToLowerInvariant();
        (await person.Api.PutAsync(Profile, new { email = wanted })).Refuses(400, field: "currentPassword");
        (await person.Api.PutAsync(Profile, new { email = wanted, currentPassword = "wrong" })).Refuses(400, field: "currentPassword");
        Assert.Empty(await MailsToAsync(normal));
        (await person.Api.PutAsync(Profile, new { email = person.Email.ToUpperInvariant(), name = "N" })).Is(200);

        await AskedAsync(person, wanted);
        var asked = await AskedAsync(person, wanted);
        Business.AssertDocumented("PUT /api/auth/profile", asked);
        Assert.Equal((person.Email, normal), (asked.Root.Text("email"), asked.Root.Text("pendingEmail")));
        Assert.Equal(person.Email, (await person.Api.GetAsync(Profile)).Root.Text("email"));
        Assert.Equal(401, (await SignInAsync(normal)).Status);
        Assert.Equal(2, (await MailsToAsync(person.Email)).Count);

        var mails = await MailsToAsync(normal);
        (await ConfirmAsync(mails[1])).Refuses(400);
        Assert.Equal(normal, (await ConfirmAsync(mails[0])).Is(200).Root.Text("email"));
        (await ConfirmAsync(mails[0])).Refuses(400);
        Assert.Equal(normal, (await person.Api.GetAsync(Profile)).Root.Text("email"));
        Assert.Equal((401, 200), ((await SignInAsync(person.Email)).Status, (await SignInAsync(normal)).Status));
        Assert.Equal(normal, Assert.Single((await person.Api.GetAsync($"/api/auth/users?search={normal}")).Items()).Text("email"));
        Assert.DoesNotContain(TokenIn(mails[0]), await api.Database.DumpAsync(), StringComparison.Ordinal);
        Assert.Equal(person.UserId, await api.Database.ScalarAsync<Guid>("SELECT id FROM identity.users WHERE verified_email_hash = $1", await Staff.HashAsync(api.Host, normal)));
    }

    [Fact]
    public async Task An_address_that_another_took_meanwhile_is_not_confirmed()
    {
        var (person, other) = (await api.AdminAsync(), await api.AdminAsync());
        var wanted = $"n{Guid.CreateVersion7():N}@example.org";
        await AskedAsync(person, wanted);
        (await other.Api.PostAsync("/api/auth/users", new { email = wanted, password = "Strong-1", organizationId = other.OrganizationId })).Is(201);
        (await ConfirmAsync((await MailsToAsync(wanted))[0])).Refuses(400, field: "email");
        (await person.Api.PutAsync(Profile, new { email = wanted, currentPassword = Staff.Password })).Refuses(400, "Email already in use", "email");
    }

    [Fact]
    public async Task A_new_password_ends_the_wish_for_another_address()
    {
        var person = await api.AdminAsync();
        var wanted = $"n{Guid.CreateVersion7():N}@example.org";
        await AskedAsync(person, wanted);
        (await person.Api.PutAsync(Profile, new { password = "Another-1-password", currentPassword = Staff.Password })).Is(200);
        (await ConfirmAsync((await MailsToAsync(wanted))[0])).Is(400);
        Assert.Equal(200, (await SignInAsync(person.Email, "Another-1-password")).Status);
    }

    [Fact]
    public async Task Who_may_change_users_writes_the_addresses_of_others_only_and_no_mail_to_an_old_one_opens_them()
    {
        var admin = await api.AdminAsync();
        (await admin.Api.PutAsync("/api/auth/users", new { id = admin.UserId, email = "other@example.org" })).Refuses(400, field: "email");
        (await admin.Api.PutAsync("/api/auth/users", new { id = admin.UserId, email = admin.Email, name = "A" })).Is(200);
        var (wrong, right) = ($"w{Guid.CreateVersion7():N}@example.org", $"r{Guid.CreateVersion7():N}@example.org");
        var id = (await admin.Api.PostAsync("/api/auth/users", new { email = wrong, organizationId = admin.OrganizationId, sendInviteEmail = true })).NewId();
        (await admin.Api.PutAsync("/api/auth/users", new { id, email = right })).Is(200);
        var strayed = Reset().Match((await MailsToAsync(wrong))[0].Text).Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", strayed), KeyValuePair.Create("password", "Strong-1")]);
        (await api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", form)).Is(400);
        Assert.Equal(0, await api.Database.ScalarAsync<long>("SELECT count(*) FROM identity.users WHERE id = $1 AND verified_email_hash IS NOT NULL", Guid.Parse(id)));
    }

    [Fact]
    public async Task Two_users_of_one_address_sign_in_each_with_his_password()
    {
        var (one, two) = (await api.AdminAsync(), await api.AdminAsync());
        var hash = await Staff.HashAsync(api.Host, one.Email);
        await api.Database.ExecuteAsync(
            "UPDATE identity.users SET email = $2, email_hash = $3, password_hash = $4 WHERE id = $1", two.UserId, one.Email, hash, new Passwords().Hash("another"));
        Assert.Equal(200, (await SignInAsync(one.Email)).Status);
        Assert.Equal(200, (await SignInAsync(one.Email, "another")).Status);
        Assert.Equal(401, (await SignInAsync(one.Email, "neither")).Status);
        await api.Database.ExecuteAsync("UPDATE identity.users SET password_hash = $2 WHERE id = $1", two.UserId, new Passwords().Hash(Staff.Password));
        Assert.Equal(400, (await SignInAsync(one.Email)).Status);
    }

    /// <summary>Gives a user an address as no route would.</summary>
    private async Task WriteAsync(Member member, string email)
    {
        var id = Guid.Parse(member.Id);
        await api.Database.ExecuteAsync("UPDATE identity.users SET email = $2, email_hash = $3 WHERE id = $1", id, email, await Staff.HashAsync(api.Host, email));
        await api.Host.Services.GetRequiredService<PrincipalCache>().ForgetAsync(id);
    }

    private static Task<Answer> TryToDisableAsync(Member member) => member.Api.PutAsync($"/v1/users/{Guid.CreateVersion7()}/disable");

    private static async Task<Answer> AskedAsync(Person person, string email) => (await person.Api.PutAsync(Profile, new { email, currentPassword = Staff.Password })).Is(200);

    private Task<Answer> ConfirmAsync(EmailMessage mail) => api.Host.Anonymous.PostAsync($"{Profile}/email/confirm", new { token = TokenIn(mail) });

    private Task<Answer> SignInAsync(string email, string password = Staff.Password) => Staff.LoginAsync(api.Host, ("email", email), ("password", password));

    private Task<IReadOnlyList<EmailMessage>> MailsToAsync(string email) => Mailbox.QueuedAsync(api.Database, api.Host, email);

    private static string TokenIn(EmailMessage mail) => Link().Match(mail.Text).Groups[1].Value;

    [GeneratedRegex("/confirm-email/([A-Za-z0-9_-]+)")]
    private static partial Regex Link();

    [GeneratedRegex("/reset/([A-Za-z0-9_-]+)")]
    private static partial Regex Reset();
}
