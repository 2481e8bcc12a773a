using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Platform.Sandbox.Core;

namespace Platform.Sandbox.Google;

/// <summary>The challenge of RFC 7636 that the exchange of a code has to meet.</summary>
internal sealed partial record PkceChallenge(string Value, bool Hashed)
{
    public static (PkceChallenge? Challenge, GoogleProblem? Problem) Read(string? challenge, string? method)
    {
        if (method is not (null or "plain" or "S256"))
        {
            return (null, GoogleProblem.InvalidRequest($"Invalid parameter value for code_challenge_method: {method}"));
        }
        if (challenge is null)
        {
            return (null, method is null ? null : GoogleProblem.Missing("code_challenge"));
        }
        return Unreserved().IsMatch(challenge)
            ? (new(challenge, method == "S256"), null)
            : (null, GoogleProblem.InvalidRequest("Invalid parameter value for code_challenge"));
    }

    public bool IsMetBy(string verifier) =>
        Unreserved().IsMatch(verifier)
        && Secrets.Match(
            Hashed ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier, Value);

    [GeneratedRegex(@"^[A-Za-z0-9._~-]{43,128}\z")]
    private static partial Regex Unreserved();
}
