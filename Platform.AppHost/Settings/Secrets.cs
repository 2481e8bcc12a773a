using System.Security.Cryptography;
using System.Text.Json;
using Platform.AppHost.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The secrets of this checkout, generated once: the data that they open outlives a restart.</summary>
public sealed record Secrets(string OwnerPassword, string AppPassword, string RedisPassword, string NatsPassword, string SigningKey, string MasterKey)
{
    public static async Task<Secrets> LoadAsync(string folder, CancellationToken cancellationToken = default)
    {
        var file = Path.Combine(folder, "secrets.json");
        if (File.Exists(file))
        {
            return JsonSerializer.Deserialize<Secrets>(await File.ReadAllTextAsync(file, cancellationToken))
                ?? throw new InvalidOperationException($"{file} is empty. Start again with ./run --reset.");
        }

        var secrets = new Secrets(Password(), Password(), Password(), Password(), Key(), Key());
        Directory.CreateDirectory(folder);
        await SecretFile.WriteAsync(file, JsonSerializer.Serialize(secrets), cancellationToken);
        return secrets;
    }

    private static string Password() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
