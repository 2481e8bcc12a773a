using Platform.Tests.Support;

namespace Platform.Tests.Trading.Account;

/// <summary>The signed-in user's profile.</summary>
public sealed class ProfileTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task What_is_left_out_stays_and_settings_merge_member_by_member()
    {
        var member = await api.NewMemberAsync();
        var before = (await member.Api.GetAsync("/v1/users/me")).Data;
        var changed = (await member.Api.PutAsync("/v1/users/me", new { settings = new { currency = "EUR", theme = new { dark = true } } })).Ok(200).Data;
        Assert.Equal(before.GetProperty("username").GetString(), changed.GetProperty("username").GetString());
        Assert.Equal(before.GetProperty("avatar").GetString(), changed.GetProperty("avatar").GetString());
        Assert.True(before.GetProperty("updated_at").GetDateTimeOffset() < changed.GetProperty("updated_at").GetDateTimeOffset());

        changed = (await member.Api.PutAsync("/v1/users/me", new { settings = new { theme = new { font = "big" } } })).Data;
        var settings = changed.GetProperty("settings");
        Assert.Equal(("UTC", "EUR", true), (settings.GetProperty("timezone").GetString(), settings.GetProperty("currency").GetString(), settings.GetProperty("notifications").GetBoolean()));
        Assert.False(settings.GetProperty("theme").TryGetProperty("dark", out _));
        Assert.Equal(changed.ToString(), (await member.Api.GetAsync("/v1/users/me")).Data.ToString());
    }

    [Fact]
    public async Task A_username_belongs_to_one_user()
    {
        var (first, second) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        (await first.Api.PutAsync("/v1/users/me", new { username = "the one and only" })).Ok(200);
        (await second.Api.PutAsync("/v1/users/me", new { username = "the one and only", avatar = "https://example.com/x.png" })).Refused(409, "USERNAME_TAKEN");
        Assert.DoesNotContain("x.png", (await second.Api.GetAsync("/v1/users/me")).Text, StringComparison.Ordinal);
        (await first.Api.PutAsync("/v1/users/me", new { username = "the one and only" })).Ok(200);
    }

    [Theory]
    [InlineData("""{"username":"ab"}""", "username")]
    [InlineData("""{"username":""}""", "username")]
    [InlineData("""{"username":"     "}""", "username")]
    [InlineData("""{"username":"123456789012345678901234567890123456789012345678901"}""", "username")]
    [InlineData("""{"avatar":"not an address"}""", "avatar")]
    [InlineData("""{"avatar":"javascript:alert(1)"}""", "avatar")]
    [InlineData("""{"avatar":"data:image/png;base64,AAAA"}""", "avatar")]
    public async Task A_value_that_does_not_fit_is_named(string body, string field)
    {
        var member = await api.SignInAsync("alice");
        var before = (await member.Api.GetAsync("/v1/users/me")).Data.ToString();
        Assert.StartsWith(field, (await member.Api.PutAsync("/v1/users/me", body)).Refused(400, "INVALID_VALUE").Message, StringComparison.Ordinal);
        Assert.Equal(before, (await member.Api.GetAsync("/v1/users/me")).Data.ToString());
    }

    [Theory]
    [InlineData("""{"username":7}""")]
    [InlineData("""{"settings":[]}""")]
    [InlineData("""{"settings":"{}"}""")]
    [InlineData("""{"settings":{"a":1,"a":2}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_body_of_another_shape_is_refused(string body) =>
        (await (await api.SignInAsync("alice")).Api.PutAsync("/v1/users/me", body)).Refused(400, "INVALID_REQUEST");

    [Fact]
    public async Task Fields_that_nobody_may_change_are_ignored()
    {
        var member = await api.NewMemberAsync();
        var changed = (await member.Api.PutAsync("/v1/users/me", new { email = "other@example.com", id = Guid.Empty, created_at = "2000-01-01T00:00:00Z", info = new { x = 1 } })).Data;
        Assert.Equal((member.Id, member.Email), (changed.GetProperty("id").GetString(), changed.GetProperty("email").GetString()));
        Assert.False(changed.GetProperty("info").TryGetProperty("x", out _));
        Assert.NotEqual(2000, changed.GetProperty("created_at").GetDateTimeOffset().Year);
    }

    [Fact]
    public async Task Settings_cannot_grow_beyond_their_limit_step_by_step()
    {
        var member = await api.NewMemberAsync();
        (await member.Api.PutAsync("/v1/users/me", new { settings = new { a = new string('x', 40_000) } })).Ok(200);
        (await member.Api.PutAsync("/v1/users/me", new { settings = new { b = new string('x', 40_000) } })).Refused(400, "INVALID_VALUE");
        Assert.False((await member.Api.GetAsync("/v1/users/me")).Data.GetProperty("settings").TryGetProperty("b", out _));
    }
}
