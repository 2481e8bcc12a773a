using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NATS.Client.Core;
using NATS.NKeys;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>NATS with credentials files in the place of passwords, as in production: an operator signs accounts, an account its users.</summary>
public sealed class CredentialsFileTests : IAsyncLifetime
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("platform-keys-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly KeyPair _operator = KeyPair.CreatePair(PrefixByte.Operator);
    private readonly KeyPair _account = KeyPair.CreatePair(PrefixByte.Account);
    private ChildProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        var anything = new { subs = -1, conn = -1, leaf = -1, imports = -1, exports = -1, data = -1, payload = -1, wildcards = true };
        var file = Path.Combine(_folder, "nats.conf");
        await File.WriteAllTextAsync(file, $$"""
            listen: "127.0.0.1:{{_port}}"
            operator: "{{Token(_operator, _operator, new { type = "operator", version = 2 })}}"
            resolver: MEMORY
            resolver_preload: { {{_account.GetPublicKey()}}: "{{Token(_operator, _account, new { type = "account", version = 2, limits = anything })}}" }
            """);
        _server = ChildProcess.Start(new Command("nats", Programs.Nats(), "-c", file));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _operator.Dispose();
        _account.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_client_signs_in_with_its_credentials_file_and_not_with_one_of_another_account()
    {
        using var stranger = KeyPair.CreatePair(PrefixByte.Account);
        await using var known = await ClientAsync("known.creds", _account);
        await using var unknown = await ClientAsync("unknown.creds", stranger);

        await ConnectAsync(known);
        await known.PingAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAnyAsync<NatsException>(async () => await unknown.ConnectAsync());
        Assert.Contains("Authorization", refused.InnerException?.Message + refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<NatsConnection> ClientAsync(string name, KeyPair account)
    {
        using var user = KeyPair.CreatePair(PrefixByte.User);
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, $"""
            -----BEGIN NATS USER JWT-----
            {Token(account, user, new { type = "user", version = 2, subs = -1, data = -1, payload = -1 })}
            ------END NATS USER JWT------

            -----BEGIN USER NKEY SEED-----
            {user.GetSeed()}
            ------END USER NKEY SEED------

            """);
        return new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{_port}", AuthOpts = new NatsAuthOpts { CredsFile = file } });
    }

    private static string Token(KeyPair issuer, KeyPair subject, object nats)
    {
        var body = $"{Encode(new { typ = "JWT", alg = "ed25519-nkey" })}.{Encode(new { jti = "test", iat = 1, iss = issuer.GetPublicKey(), sub = subject.GetPublicKey(), name = "test", nats })}";
        var signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(body), signature);
        return $"{body}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));

    // The server needs a moment until it listens.
    private static async Task ConnectAsync(NatsConnection client)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await client.ConnectAsync();
                return;
            }
            catch (NatsException) when (attempt < 100)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
