using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Kernel.Security;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Security;

/// <summary>Encryption of tenants' secrets: what is sealed opens only whole, with its key and in its place.</summary>
public sealed class SecretsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a key with ümlauts and \U0001F511")]
    public void What_is_sealed_opens_and_looks_different_each_time(string secret)
    {
        var secrets = new TenantSecrets(Key);
        var (first, second) = (secrets.Seal(secret, "here"), secrets.Seal(secret, "here"));
        Assert.Equal((secret, secret), (secrets.Open(first, "here"), secrets.Open(second, "here")));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_box_does_not_open_in_another_place_or_with_another_key()
    {
        var box = new TenantSecrets(Key).Seal("secret", "binding:1:key");
        Assert.ThrowsAny<CryptographicException>(() => new TenantSecrets(Key).Open(box, "binding:2:key"));
        Assert.ThrowsAny<CryptographicException>(() => new TenantSecrets(RandomNumberGenerator.GetBytes(32)).Open(box, "binding:1:key"));
    }

    [Fact]
    public void A_box_with_any_byte_changed_or_missing_does_not_open()
    {
        var secrets = new TenantSecrets(Key);
        var box = secrets.Seal("secret", "here");
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => secrets.Open(changed, "here"));
            Assert.ThrowsAny<CryptographicException>(() => secrets.Open(box[..i], "here"));
        }
    }

    [Fact]
    public void Equal_secrets_are_found_by_their_hash_within_a_tenant_only()
    {
        var (mine, yours) = (new TenantSecrets(Key), new TenantSecrets(RandomNumberGenerator.GetBytes(32)));
        Assert.Equal(mine.Lookup("a"), new TenantSecrets(Key).Lookup("a"));
        Assert.NotEqual(mine.Lookup("a"), mine.Lookup("b"));
        Assert.NotEqual(mine.Lookup("a"), yours.Lookup("a"));
        Assert.NotEqual(mine.Lookup("a"), SHA256.HashData("a"u8));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_master_key_of_another_size_is_refused_at_once(string? key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Security:MasterKey", key)]).Build();
        Assert.Contains("Security:MasterKey", Assert.Throws<InvalidOperationException>(() => new ConfiguredMasterKey(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_tenant_has_one_data_key_however_many_ask_first_and_it_is_stored_wrapped()
    {
        var member = await api.NewMemberAsync();
        await using var replica = await api.ReplicaAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? api.Host : replica).With(member.Token).PostAsync("/v1/exchange-bindings", Desk.Binding())));
        Assert.All(answers, a => a.Ok(201));
        var keys = await api.Database.RowsAsync("SELECT wrapped FROM security.data_keys k JOIN identity.users u USING (tenant_id) WHERE u.id = $1", Guid.Parse(member.Id));
        Assert.Equal(1 + 12 + 16 + 32, ((byte[])Assert.Single(keys)[0]!).Length);

        var tenant = await api.Database.ScalarAsync<Guid>("SELECT tenant_id FROM identity.users WHERE id = $1", Guid.Parse(member.Id));
        await using var services = replica.Services.CreateAsyncScope();
        services.ServiceProvider.GetRequiredService<Actor>().Scope = Scope.Of(tenant, Guid.Parse(member.Id));
        var secrets = await replica.Services.GetRequiredService<Secrets>().OfTenantAsync(services.ServiceProvider.GetRequiredService<PlatformDb>(), TestContext.Current.CancellationToken);
        foreach (var row in await api.Database.RowsAsync("SELECT id, sealed_api_key, masked_api_key FROM trading.exchange_bindings WHERE user_id = $1", Guid.Parse(member.Id)))
        {
            Assert.Equal((string)row[2]!, TenantSecrets.Mask(secrets.Open((byte[])row[1]!, $"binding:{row[0]}:key")));
        }
    }
}
