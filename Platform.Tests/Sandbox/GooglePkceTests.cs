namespace Platform.Tests.Sandbox;

public sealed class GooglePkceTests(RunningSandbox sandbox) : IClassFixture<RunningSandbox>
{
    // The pair of RFC 7636, appendix B.
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    [Theory]
    [InlineData(Challenge, "S256", Verifier, null)]
    [InlineData(Verifier, "plain", Verifier, null)]
    [InlineData(Verifier, null, Verifier, null)]
    [InlineData(Challenge, "S256", Challenge, "Invalid code verifier.")]
    [InlineData(Challenge, "S256", "short", "Invalid code verifier.")]
    [InlineData(Challenge, "S256", null, "Missing code verifier.")]
    [InlineData(Challenge, "plain", Verifier, "Invalid code verifier.")]
    [InlineData(null, null, Verifier, "code_verifier or verifier is not needed.")]
    public async Task The_verifier_must_meet_the_challenge(string? challenge, string? method, string? verifier, string? refusal)
    {
        var code = await sandbox.Code("alice", ("code_challenge", challenge), ("code_challenge_method", method));
        var exchange = sandbox.Redeem(code, ("code_verifier", verifier));
        if (refusal is null)
        {
            Assert.NotNull((await exchange.Json()).Field("access_token"));
        }
        else
        {
            await GoogleFlow.AssertRefused(exchange, 400, "invalid_grant", refusal);
        }
    }
}
