using System.Text;
using NATS.NKeys;

namespace Platform.Tests.NKeys;

public class NKeysTests
{
    // The first key of RFC 8032, section 7.1, encoded as a user's.
    private const string Seed = "SUAJ2YNRTXX72WTAXKCEV5ES5QWMIRCJYVUXWMTJDFYDXLADDSXH6YALCA";
    private const string PublicKey = "UDLVVGABQKYQVN6VJP7NHSLEA45A5YLS6PNKMIZFV4BBU2HXA5IRUVAL";
    private const string SignatureOfNothing =
        "E5564300C360AC729086E2CC806E828A84877F1EB8E5D974D873E065224901555FB8821590A33BACC61E39701CF9B46BD25BF5F0595BBE24655141438E7A100B";

    [Fact]
    public void A_known_seed_gives_the_known_key_and_signature()
    {
        using var pair = KeyPair.FromSeed(Seed);
        var signature = new byte[64];
        pair.Sign(ReadOnlyMemory<byte>.Empty, signature);

        Assert.Equal(PublicKey, pair.GetPublicKey());
        Assert.Equal(Seed, pair.GetSeed());
        Assert.Equal(SignatureOfNothing, Convert.ToHexString(signature));
    }

    [Theory]
    [InlineData(PrefixByte.Account, "A", "SA")]
    [InlineData(PrefixByte.Operator, "O", "SO")]
    [InlineData(PrefixByte.Server, "N", "SN")]
    [InlineData(PrefixByte.User, "U", "SU")]
    public void The_first_letters_say_what_a_key_is_for(PrefixByte prefix, string publicLetter, string seedLetters)
    {
        using var pair = KeyPair.CreatePair(prefix);

        Assert.StartsWith(publicLetter, pair.GetPublicKey(), StringComparison.Ordinal);
        Assert.StartsWith(seedLetters, pair.GetSeed(), StringComparison.Ordinal);
        Assert.Equal((56, 58), (pair.GetPublicKey().Length, pair.GetSeed().Length));
    }

    [Fact]
    public void A_seed_gives_the_same_pair_again()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        using var again = KeyPair.FromSeed(pair.GetSeed());

        Assert.Equal(pair.GetPublicKey(), again.GetPublicKey());
        Assert.Equal(PrefixByte.User, again.Prefix);
    }

    [Fact]
    public void A_signature_verifies_with_the_public_key_alone_and_only_for_its_message()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        var signature = new byte[64];
        pair.Sign(Encoding.UTF8.GetBytes("nonce"), signature);
        using var verifier = KeyPair.FromPublicKey(pair.GetPublicKey());

        Assert.True(verifier.Verify(Encoding.UTF8.GetBytes("nonce"), signature));
        Assert.False(verifier.Verify(Encoding.UTF8.GetBytes("other"), signature));
        Assert.Throws<NKeysException>(() => verifier.Sign(Encoding.UTF8.GetBytes("nonce"), signature));
    }

    [Fact]
    public void A_damaged_seed_is_refused()
    {
        using var pair = KeyPair.CreatePair(PrefixByte.User);
        var seed = pair.GetSeed();
        var damaged = seed[..10] + (seed[10] == 'A' ? 'B' : 'A') + seed[11..];

        Assert.Throws<NKeysException>(() => KeyPair.FromSeed(damaged));
        Assert.Throws<NKeysException>(() => KeyPair.FromSeed(pair.GetPublicKey()));
        Assert.Throws<NKeysException>(() => KeyPair.FromSeed("not base32!"));
    }

    [Fact]
    public void A_disposed_pair_signs_nothing()
    {
        var pair = KeyPair.CreatePair(PrefixByte.User);
        pair.Dispose();

        Assert.Throws<NKeysException>(() => pair.Sign(new byte[1], new byte[64]));
    }
}
