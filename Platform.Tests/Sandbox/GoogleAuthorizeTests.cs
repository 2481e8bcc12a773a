using System.Net;

namespace Platform.Tests.Sandbox;

public sealed class GoogleAuthorizeTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    [Fact]
    public async Task Every_demo_user_can_be_chosen_on_the_page_and_comes_back_with_code_and_state()
    {
        using var page = await sandbox.Get(GoogleFlow.Authorize, GoogleFlow.Request);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var links = Answers.Links(await page.Text());

        foreach (var email in new[] { "alice@example.com", "bob@example.com", "admin@example.com", "mallory@example.com" })
        {
            var link = Assert.Single(links, link => Uri.UnescapeDataString(link).EndsWith("login_hint=" + email, StringComparison.Ordinal));
            using var back = await sandbox.Get(link);
            Assert.Equal("state-1", back.Returned("state"));
            var tokens = await sandbox.Redeem(back.Returned("code")!).Json();
            Assert.Equal(email, (await sandbox.UserInfo(tokens).Json()).Field("email"));
        }
    }

    [Fact]
    public async Task Cancelling_comes_back_with_access_denied_and_the_state()
    {
        using var page = await sandbox.Get(GoogleFlow.Authorize, GoogleFlow.Request);
        Assert.Contains(RunningSandbox.Callback + "?error=access_denied&state=state-1", Answers.Links(await page.Text()));
    }

    [Theory]
    [InlineData("alice@example.com")]
    [InlineData("ALICE@example.com")]
    [InlineData("alice")]
    public async Task A_login_hint_skips_the_page(string hint)
    {
        using var response = await sandbox.Get(GoogleFlow.Authorize, [.. GoogleFlow.Request, ("login_hint", hint)]);
        Assert.NotNull(response.Returned("code"));
        Assert.Equal("state-1", response.Returned("state"));
    }

    [Fact]
    public async Task A_login_hint_of_nobody_shows_the_page()
    {
        using var response = await sandbox.Get(GoogleFlow.Authorize, [.. GoogleFlow.Request, ("login_hint", "eve@example.com")]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Prompt_none_without_a_known_user_comes_back_with_interaction_required()
    {
        using var response = await sandbox.Get(GoogleFlow.Authorize, [.. GoogleFlow.Request, ("prompt", "none")]);
        Assert.Equal("interaction_required", response.Returned("error"));
    }

    [Theory]
    [InlineData("client_id", null, 400, "invalid_request")]
    [InlineData("client_id", "someone-else", 401, "invalid_client")]
    [InlineData("redirect_uri", null, 400, "invalid_request")]
    [InlineData("redirect_uri", "https://evil.example/callback", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "http://localhost.evil.example/", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "http://localhost@evil.example/", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "http://evil.example@localhost/", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "http://localhost:3000/#fragment", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "https://localhost/", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "//localhost/", 400, "redirect_uri_mismatch")]
    [InlineData("redirect_uri", "javascript:alert(1)", 400, "redirect_uri_mismatch")]
    [InlineData("response_type", null, 400, "invalid_request")]
    [InlineData("response_type", "token", 400, "unsupported_response_type")]
    [InlineData("scope", null, 400, "invalid_request")]
    [InlineData("scope", "openid everything", 400, "invalid_scope")]
    [InlineData("access_type", "sometimes", 400, "invalid_request")]
    [InlineData("prompt", "none consent", 400, "invalid_request")]
    [InlineData("code_challenge", "short", 400, "invalid_request")]
    [InlineData("code_challenge_method", "S256", 400, "invalid_request")]
    [InlineData("code_challenge_method", "S512", 400, "invalid_request")]
    public async Task A_wrong_request_gets_an_error_page_and_no_redirect(string name, string? value, int status, string error)
    {
        using var response = await sandbox.Get(
            GoogleFlow.Authorize, RunningSandbox.Except(GoogleFlow.Request, ("login_hint", "alice"), (name, value)));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"Error {status}: {error}", await response.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused()
    {
        using var response = await sandbox.Get(GoogleFlow.Authorize, [.. GoogleFlow.Request, ("state", "state-2")]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost/")]
    [InlineData("http://localhost:65000/a/b?c=d")]
    [InlineData("http://127.0.0.1:8080/callback")]
    public async Task Any_http_address_of_this_machine_may_be_returned_to(string redirect)
    {
        using var response = await sandbox.Get(
            GoogleFlow.Authorize, RunningSandbox.Except(GoogleFlow.Request, ("redirect_uri", redirect), ("login_hint", "alice")));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith(redirect + (redirect.Contains('?', StringComparison.Ordinal) ? "&" : "?"), response.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_is_encoded_on_the_page_and_kept_in_the_answer()
    {
        const string Hostile = "\"><script>alert('1')</script>&error=x é\u0007";
        using var page = await sandbox.Get(GoogleFlow.Authorize, RunningSandbox.Except(GoogleFlow.Request, ("state", Hostile)));
        var html = await page.Text();
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);

        using var back = await sandbox.Get(Answers.Links(html)[0]);
        Assert.Equal(Hostile, back.Returned("state"));
        Assert.Null(back.Returned("error"));
    }
}
