using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Identity;

/// <summary>Only a token that we signed, as an access token, for a session that stands, opens anything.</summary>
public sealed class AccessTokenTests(AccessTokenTests.AtANoonOfOurs api) : IClassFixture<AccessTokenTests.AtANoonOfOurs>
{
    public sealed class AtANoonOfOurs(TestServers servers) : ApiFixture(servers)
    {
        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

        protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Clock = Clock });
    }

    private static readonly byte[] Key = Convert.FromBase64String(ApiHost.SigningKey);

    [Fact]
    public async Task A_token_works_for_its_hour_and_no_second_longer()
    {
        var member = await api.NewMemberAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        (await MeAsync(member.Token)).Ok(200);
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        (await MeAsync(member.Token)).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_session_that_nobody_refreshes_ends_after_seven_days()
    {
        var (idle, kept) = (await api.NewMemberAsync(), await api.NewMemberAsync());
        api.Clock.Advance(TimeSpan.FromDays(6));
        var refreshed = await RefreshAsync(kept.RefreshToken);
        api.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        (await RefreshAsync(idle.RefreshToken)).Refused(401, "INVALID_TOKEN");
        (await RefreshAsync(refreshed.Data.GetProperty("refresh_token").GetString()!)).Ok(200);
    }

    [Fact]
    public async Task A_token_of_another_key_is_refused()
    {
        var member = await api.NewMemberAsync();
        (await MeAsync(Sign(Descriptor(member)))).Ok(200);
        (await MeAsync(Sign(Descriptor(member), RandomNumberGenerator.GetBytes(32)))).Refused(401, "INVALID_TOKEN");
    }

    public static TheoryData<string> Forgeries =>
        ["another algorithm", "another issuer", "another audience", "no audience", "no expiry", "an id token", "no session", "a session of somebody else", "an unknown session", "no user", "what must be understood"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_we_would_not_have_made_is_refused_even_with_our_key(string what)
    {
        var (member, other) = (await api.SignInAsync("alice"), await api.SignInAsync("bob"));
        var token = Descriptor(member);
        var algorithm = SecurityAlgorithms.HmacSha256;
        switch (what)
        {
            case "another algorithm": algorithm = SecurityAlgorithms.HmacSha512; break;
            case "another issuer": token.Issuer = "somebody"; break;
            case "another audience": token.Audience = "portal"; break;
            case "no audience": token.Audience = null; break;
            case "no expiry": token.Expires = null; break;
            case "an id token": token.TokenType = "JWT"; break;
            case "no session": token.Claims.Remove("sid"); break;
            case "a session of somebody else": token.Claims["sid"] = Claim(other.Token, "sid"); break;
            case "an unknown session": token.Claims["sid"] = Guid.CreateVersion7().ToString(); break;
            case "no user": token.Claims.Remove("sub"); break;
            case "what must be understood": token.AdditionalHeaderClaims = new Dictionary<string, object> { ["crit"] = new[] { "exp" } }; break;
            default: Assert.Fail(what); break;
        }

        (await MeAsync(Sign(token, algorithm: algorithm))).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_changed_token_is_refused()
    {
        var (member, victim) = (await api.SignInAsync("alice"), await api.SignInAsync("bob"));
        var parts = member.Token.Split('.');
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        payload["sub"] = victim.Id;
        payload["sid"] = Claim(victim.Token, "sid");
        var body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToJsonString()));
        (await MeAsync($"{parts[0]}.{body}.{parts[2]}")).Refused(401, "INVALID_TOKEN");
        (await MeAsync($"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}")).Refused(401, "INVALID_TOKEN");
        (await MeAsync($"{parts[0]}.{parts[1]}.")).Refused(401, "INVALID_TOKEN");
        (await MeAsync($"{parts[0]}.{parts[1]}")).Refused(401, "INVALID_TOKEN");
        (await MeAsync(member.Token)).Ok(200);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    public async Task An_unsigned_token_is_refused(string algorithm)
    {
        var member = await api.SignInAsync("alice");
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = algorithm, typ = "at+jwt" }));
        var payload = member.Token.Split('.')[1];
        (await MeAsync($"{header}.{payload}.")).Refused(401, "INVALID_TOKEN");
        (await MeAsync($"{header}.{payload}")).Refused(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_the_other_way_round()
    {
        var member = await api.NewMemberAsync();
        (await MeAsync(member.RefreshToken)).Refused(401, "INVALID_TOKEN");
        (await RefreshAsync(member.Token)).Refused(400, "INVALID_VALUE");
        (await RefreshAsync(member.RefreshToken)).Ok(200);
    }

    [Theory]
    [InlineData("Bearer", 401, "INVALID_TOKEN")]
    [InlineData("Bearer ", 401, "INVALID_TOKEN")]
    [InlineData("Basic YWxpY2U6c2VjcmV0", 401, "INVALID_TOKEN")]
    [InlineData("Bearer a.b.c", 401, "INVALID_TOKEN")]
    public async Task Another_authorization_header_is_refused(string header, int status, string code) =>
        (await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/v1/users/me", null, ("Authorization", header))).Refused(status, code);

    [Fact]
    public async Task A_very_long_token_is_refused_without_a_look()
    {
        var answer = (await MeAsync(new string('a', 8000))).Refused(401, "INVALID_TOKEN");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task The_scheme_is_read_in_any_case()
    {
        var member = await api.SignInAsync("alice");
        (await api.Host.Anonymous.SendAsync(HttpMethod.Get, "/v1/users/me", null, ("Authorization", $"bearer {member.Token}"))).Ok(200);
    }

    [Fact]
    public async Task A_former_signing_key_is_still_taken_but_signs_no_more()
    {
        var member = await api.NewMemberAsync();
        var next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var rotated = await api.ReplicaAsync(new ApiOptions
        {
            Clock = api.Clock,
            Settings = new Dictionary<string, string?> { ["Identity:SigningKey"] = next, ["Identity:FormerSigningKeys:0"] = ApiHost.SigningKey },
        });
        (await rotated.With(member.Token).GetAsync("/v1/users/me")).Ok(200);
        var fresh = await Member.SignInAsync(rotated, "alice");
        (await fresh.Api.GetAsync("/v1/users/me")).Ok(200);
        (await MeAsync(fresh.Token)).Refused(401, "INVALID_TOKEN");
    }

    private Task<Answer> MeAsync(string token) => api.Host.With(token).GetAsync("/v1/users/me");

    private Task<Answer> RefreshAsync(string token) => api.Host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = token });

    private static string Claim(string token, string name) => new JsonWebTokenHandler().ReadJsonWebToken(token).GetPayloadValue<string>(name);

    /// <summary>A token like the one the member has.</summary>
    private SecurityTokenDescriptor Descriptor(Member member) => new()
    {
        Issuer = "platform",
        Audience = "trading",
        TokenType = "at+jwt",
        Expires = api.Clock.GetUtcNow().UtcDateTime.AddMinutes(5),
        Claims = new Dictionary<string, object> { ["sub"] = member.Id, ["sid"] = Claim(member.Token, "sid") },
    };

    private static string Sign(SecurityTokenDescriptor token, byte[]? key = null, string algorithm = SecurityAlgorithms.HmacSha256)
    {
        // HS512 asks for a longer key than ours; that it pads to one keeps the same secret.
        var secret = new SymmetricSecurityKey(algorithm == SecurityAlgorithms.HmacSha512 ? [.. Key, .. new byte[32]] : key ?? Key);
        token.SigningCredentials = new SigningCredentials(secret, algorithm);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }
}
