using System.Net;
using Microsoft.Extensions.Options;

namespace Platform.Tests.Sandbox;

public sealed class SandboxHostTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task The_landing_page_names_users_and_endpoints_but_no_secret()
    {
        using var page = await sandbox.Get("/");
        var html = await page.Text();
        Assert.Contains("mallory@example.com", html, StringComparison.Ordinal);
        Assert.Contains("/wechat/sns/oauth2/access_token", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_says_that_it_is_ready()
    {
        using var response = await sandbox.Get("/health/ready");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task No_code_token_or_secret_is_ever_logged()
    {
        await using var observed = await RunningSandbox.Start(
            "--environment", "Development", "--Logging:LogLevel:Default", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Trace");
        var code = await observed.Code();
        var tokens = await observed.Redeem(code).Json();
        using var userinfo = await observed.UserInfo(tokens);
        using var exchanged = await observed.Get(
            "/wechat/sns/oauth2/access_token", ("appid", "wx0"), ("secret", "platform-wechat-secret"), ("code", "wechat-code-1"));

        Assert.Contains("Now listening on", observed.Log, StringComparison.Ordinal);
        foreach (var secret in new[]
        {
            code, Uri.EscapeDataString(code), tokens.Field("access_token")!, tokens.Field("id_token")!,
            RunningSandbox.GoogleSecret, "platform-wechat-secret", "wechat-code-1",
        })
        {
            Assert.DoesNotContain(secret, observed.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_form_too_large_is_refused()
    {
        await GoogleFlow.AssertRefused(sandbox.Redeem(new string('x', 10_000)), 400, "invalid_request");
        await GoogleFlow.AssertRefused(sandbox.Redeem(new string('x', 1_000_000)), 413, "invalid_request");
        await GoogleFlow.AssertRefused(
            sandbox.Post("/google/token", [.. Enumerable.Range(0, 40).Select(i => ($"field{i}", (string?)"x"))]), 400, "invalid_request");
        await GoogleFlow.AssertRefused(
            sandbox.Http.PostAsync("/google/token", new StringContent("{}"), TestContext.Current.CancellationToken), 400, "invalid_request");
    }

    [Fact]
    public async Task An_address_too_long_is_refused()
    {
        using var response = await sandbox.Get(GoogleFlow.Authorize, [.. GoogleFlow.Request, ("nonce", new string('x', 10_000))]);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, response.StatusCode);
    }

    [Fact]
    public async Task Users_clients_and_redirect_addresses_come_from_configuration()
    {
        await using var configured = await RunningSandbox.Start(
            "--Sandbox:Users:0:Login", "carol", "--Sandbox:Users:0:Email", "carol@example.com", "--Sandbox:Users:0:Name", "Carol",
            "--Sandbox:Google:ClientId", "other", "--Sandbox:RedirectUris:0", "https://app.example.com/callback");
        using var answer = await configured.Get(GoogleFlow.Authorize, RunningSandbox.Except(
            GoogleFlow.Request, ("client_id", "other"), ("redirect_uri", "https://app.example.com/callback"), ("login_hint", "carol")));
        Assert.StartsWith("https://app.example.com/callback?", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        using var page = await configured.Get(GoogleFlow.Authorize, RunningSandbox.Except(GoogleFlow.Request, ("client_id", "other"), ("login_hint", "alice")));
        Assert.DoesNotContain("alice@", await page.Text(), StringComparison.Ordinal);
        using var sibling = await configured.Get(GoogleFlow.Authorize, RunningSandbox.Except(
            GoogleFlow.Request, ("client_id", "other"), ("redirect_uri", "https://app.example.com/callback/2")));
        Assert.Equal(HttpStatusCode.BadRequest, sibling.StatusCode);
    }

    [Theory]
    [InlineData("--Sandbox:RedirectUris:0", "javascript:alert(1)")]
    [InlineData("--Sandbox:Google:ClientSecret", "")]
    [InlineData("--Sandbox:Users:0:Login", "Not A Login")]
    public async Task A_configuration_that_cannot_work_stops_the_start(string key, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => RunningSandbox.Start(key, value));
}
