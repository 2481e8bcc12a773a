using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Platform.Kernel.Mail;
using Platform.Tests.Contracts;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Auth;

/// <summary>Passwords that are set by mail: forgotten ones, and first ones of those who are invited.</summary>
public sealed partial class ResetTests(StaffFixture api, TestServers servers) : IClassFixture<StaffFixture>
{
    private const string Strong = "Strong-1-password";
    private static readonly Contract Business = Contract.Of("open-mercato");

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_and_all_sessions_end()
    {
        var person = await api.AdminAsync();
        var asked = await AskAsync(person.Email);
        Business.AssertDocumented("POST /api/auth/reset", asked);
        var token = TokenIn((await MailsToAsync(person.Email))[0]);
        Assert.Equal(400, (await ConfirmAsync(token, "weak")).Status);
        var done = await ConfirmAsync(token, Strong);
        Business.AssertDocumented("POST /api/auth/reset/confirm", done);
        Assert.Equal(401, (await person.Api.GetAsync("/api/auth/profile")).Status);
        Assert.Equal(200, (await Staff.LoginAsync(api.Host, ("email", person.Email), ("password", Strong))).Status);
        var again = await ConfirmAsync(token, Strong);
        Assert.Equal((400, """{"error":"Invalid or expired token","ok":false}"""), (again.Status, again.Text));
        Assert.DoesNotContain(token, await api.Database.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_the_same_and_gets_no_mail()
    {
        var person = await api.AdminAsync();
        var (known, unknown) = (await AskAsync(person.Email), await AskAsync("nobody@example.org"));
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        Assert.Empty(await MailsToAsync("nobody@example.org"));
        (await AskAsync("no address")).Refuses(422, field: "email");
        var trader = await api.NewMemberAsync();
        Assert.Equal(200, (await AskAsync(trader.Email)).Status);
        Assert.Empty(await MailsToAsync(trader.Email));
    }

    [Fact]
    public async Task A_request_does_the_same_for_known_and_unknown_addresses_and_Workers_send_the_mail()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var log = new CapturedLog();
        await using var host = await ApiHost.StartAsync(servers, floor.Database, Statements.LoggedTo(log));
        var person = await Staff.NewTenantAsync(host);
        await StatementsAsync("first@example.org");
        Assert.Equal(await StatementsAsync("nobody@example.org"), await StatementsAsync(person.Email));
        Assert.DoesNotContain(person.Email, await floor.Database.DumpAsync("users"), StringComparison.Ordinal);

        var sandbox = await servers.SandboxAsync();
        await floor.StartWorkerAsync(builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mail:Host"] = "127.0.0.1", ["Mail:Port"] = $"{sandbox.MailPort}", ["Mail:Tls"] = "None",
        }));
        Assert.NotEmpty(TokenOf((await Mailbox.NextToAsync(sandbox, person.Email)).GetProperty("text").GetString()!));
        Assert.Empty(await Mailbox.ToAsync(sandbox, "nobody@example.org"));

        async Task<List<string>> StatementsAsync(string email)
        {
            var before = log.Lines.Count;
            (await host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset", Form(("email", email)))).Is(200);
            return [.. log.Lines.Skip(before).Where(l => l.Contains("Executed DbCommand", StringComparison.Ordinal)).Select(l => Duration().Replace(l, ""))];
        }
    }

    [Fact]
    public async Task What_is_stored_of_a_token_is_no_token()
    {
        var admin = await api.AdminAsync();
        var email = $"u{Guid.CreateVersion7():N}@example.org";
        var id = (await admin.Api.PostAsync("/api/auth/users", new { email, password = "Strong-1-password", sendInviteEmail = true })).NewId();
        var hash = (await api.Database.ScalarAsync<byte[]>("SELECT hash FROM auth.password_tokens WHERE user_id = $1", Guid.Parse(id)))!;
        foreach (var token in new[] { Convert.ToHexString(hash), Convert.ToHexStringLower(hash), Convert.ToBase64String(hash), System.Buffers.Text.Base64Url.EncodeToString(hash) })
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token), KeyValuePair.Create("password", "Strong-2-password")]);
            (await api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", form)).Is(400);
        }

        var session = (await api.Database.ScalarAsync<byte[]>("SELECT hash FROM identity.refresh_tokens t JOIN identity.sessions s ON s.id = t.session_id WHERE s.user_id = $1", admin.UserId))!;
        foreach (var token in new[] { Convert.ToHexString(session), Convert.ToBase64String(session), System.Buffers.Text.Base64Url.EncodeToString(session) })
        {
            (await api.Host.Anonymous.PostAsync("/api/auth/session/refresh", new { refreshToken = token })).Is(401);
        }
    }

    [Fact]
    public async Task Of_several_confirmations_at_once_one_wins()
    {
        var person = await api.AdminAsync();
        await AskAsync(person.Email);
        var token = TokenIn((await MailsToAsync(person.Email))[0]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ConfirmAsync(token, $"{Strong}{i}")));
        var winner = Assert.Single(answers.Index(), a => a.Item.Status == 200);
        Assert.Equal(200, (await Staff.LoginAsync(api.Host, ("email", person.Email), ("password", $"{Strong}{winner.Index}"))).Status);
    }

    [Fact]
    public async Task A_later_mail_makes_the_earlier_one_worthless_and_an_hour_any()
    {
        var person = await api.AdminAsync();
        await AskAsync(person.Email);
        await AskAsync(person.Email);
        var mails = await MailsToAsync(person.Email);
        Assert.Equal(400, (await ConfirmAsync(TokenIn(mails[1]), Strong)).Status);
        await api.Database.ExecuteAsync("UPDATE auth.password_tokens SET expires_at = now() WHERE user_id = $1", person.UserId);
        Assert.Equal(400, (await ConfirmAsync(TokenIn(mails[0]), Strong)).Status);
    }

    [Fact]
    public async Task Somebody_who_is_invited_sets_his_first_password_and_what_he_agrees_to_is_kept()
    {
        var admin = await api.AdminAsync();
        var email = $"u{Guid.CreateVersion7():N}@example.org";
        var id = (await admin.Api.PostAsync("/api/auth/users", new { email, organizationId = admin.OrganizationId, sendInviteEmail = true })).Is(201).Root.Text("id");
        Business.AssertDocumented("POST /api/auth/users/resend-invite", await admin.Api.PostAsync("/api/auth/users/resend-invite", new { id }));
        var mails = await MailsToAsync(email);
        Assert.Equal(2, mails.Count);
        Assert.Equal(400, (await ConfirmAsync(TokenIn(mails[1]), Strong)).Status);
        Assert.Equal(200, (await ConfirmAsync(TokenIn(mails[0]), Strong, "terms,newsletter")).Status);
        Assert.Equal(200, (await Staff.LoginAsync(api.Host, ("email", email), ("password", Strong))).Status);
        (await admin.Api.PostAsync("/api/auth/users/resend-invite", new { id })).Refuses(409);
        (await admin.Api.PostAsync("/api/auth/users/resend-invite", new { id = "x" })).Refuses(422);
        Assert.Equal(200, (await admin.Api.GetAsync($"/api/auth/users/consents?userId={id}")).Status);
        var consents = (await admin.Api.GetAsync($"/api/auth/users/consents?userId={id}")).Items();
        Assert.Equal(["newsletter", "terms"], consents.Select(c => c.Text("consentType")).Order());
        Assert.All(consents, c => Assert.True(c.GetProperty("integrityValid").GetBoolean()));
        await api.Database.ExecuteAsync("UPDATE auth.user_consents SET type = 'everything' WHERE user_id = $1", Guid.Parse(id));
        Assert.All((await admin.Api.GetAsync($"/api/auth/users/consents?userId={id}")).Items(), c => Assert.False(c.GetProperty("integrityValid").GetBoolean()));
    }

    private async Task<Answer> AskAsync(string email)
    {
        var answer = await api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset", Form(("email", email)));
        await Mailbox.SendResetsAsync(api.Database, api.Host);
        return answer;
    }

    private Task<Answer> ConfirmAsync(string token, string password, string consents = "") =>
        api.Host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset/confirm", Form(("token", token), ("password", password), ("consents", consents)));

    private Task<IReadOnlyList<EmailMessage>> MailsToAsync(string email) => Mailbox.QueuedAsync(api.Database, api.Host, email);

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static string TokenIn(EmailMessage mail) => TokenOf(mail.Text);

    private static string TokenOf(string text) => Link().Match(text).Groups[1].Value;

    [GeneratedRegex(@"\([\d,.]+ms\)|\[Parameters=.*?\](?=, Command)")]
    private static partial Regex Duration();

    [GeneratedRegex("/reset/([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
