using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StackExchange.Redis;

namespace Platform.Trading.SignIn;

/// <summary>Keeps what a sign-in began with until its callback: ten minutes at most, and for one use.</summary>
internal sealed class PendingSignIns(IConnectionMultiplexer redis)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <returns>The state (256 random bits) and the PKCE challenge.</returns>
    public async Task<(string State, string Challenge)> BeginAsync(string provider, string redirectUri)
    {
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await redis.GetDatabase().StringSetAsync(Key(state), JsonSerializer.Serialize(new PendingSignIn(provider, redirectUri, verifier)), Lifetime);
        return (state, Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
    }

    /// <summary>Takes the sign-in of a state; a second call with it finds nothing.</summary>
    public async Task<PendingSignIn?> TakeAsync(string state) =>
        await redis.GetDatabase().StringGetDeleteAsync(Key(state)) is { HasValue: true } stored
            ? JsonSerializer.Deserialize<PendingSignIn>((string)stored!)
            : null;

    private static RedisKey Key(string state) => $"sign-in:{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(state)))}";
}
