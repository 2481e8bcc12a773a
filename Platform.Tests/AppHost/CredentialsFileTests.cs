using NATS.Client.Core;
using NATS.NKeys;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>NATS with keys in the place of passwords, as in production.</summary>
public sealed class CredentialsFileTests
{
    [Fact]
    public async Task A_client_signs_in_with_its_key_and_one_with_another_key_does_not()
    {
        using var known = KeyPair.CreatePair(PrefixByte.User);
        using var stranger = KeyPair.CreatePair(PrefixByte.User);
        var folder = System.IO.Directory.CreateTempSubdirectory("platform-keys-");
        var port = FreePort.Next();
        var file = Path.Combine(folder.FullName, "nats.conf");
        await File.WriteAllTextAsync(file, $$"""listen: "127.0.0.1:{{port}}", authorization { users: [ { nkey: "{{known.GetPublicKey()}}" } ] }""", TestContext.Current.CancellationToken);
        await using var server = ChildProcess.Start(new Command("nats", Programs.Nats(), "-c", file));

        await using var client = Client(port, known);
        await Retry(async () => await client.ConnectAsync());
        await client.PingAsync(TestContext.Current.CancellationToken);
        await using var refused = Client(port, stranger);

        await Assert.ThrowsAnyAsync<NatsException>(async () => await refused.ConnectAsync());
        await server.StopAsync();
        folder.Delete(recursive: true);
    }

    private static NatsConnection Client(int port, KeyPair key) => new(new NatsOpts
    {
        Url = $"nats://127.0.0.1:{port}",
        AuthOpts = new NatsAuthOpts { NKey = key.GetPublicKey(), Seed = key.GetSeed() },
    });

    private static async Task Retry(Func<Task> action)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await action();
                return;
            }
            catch (NatsException) when (attempt < 50)
            {
                await Task.Delay(50);
            }
        }
    }
}
