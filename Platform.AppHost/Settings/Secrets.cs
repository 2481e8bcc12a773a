using System.Security.Cryptography;
using System.Text.Json;
using Platform.Servers;

namespace Platform.AppHost.Settings;

/// <summary>The secrets of this checkout, generated once: the data that they open outlives a restart.</summary>
internal sealed record Secrets(string OwnerPassword, string AppPassword, string RedisPassword, string NatsPassword, string SigningKey, string MasterKey)
{
    public static string FileIn(string folder) => Path.Combine(folder, "secrets.json");

    /// <exception cref="StartException">The file is there and cannot be read.</exception>
    public static Secrets Load(string folder)
    {
        var file = FileIn(folder);
        if (File.Exists(file))
        {
            return Read(file);
        }

        var secrets = new Secrets(Password(), Password(), Password(), Password(), Key(), Key());
        try
        {
            SecretFile.Write(file, JsonSerializer.Serialize(secrets));
        }
        catch (IOException failure)
        {
            throw new StartException($"{file} cannot be written: {failure.Message}");
        }

        return secrets;
    }

    private static Secrets Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Secrets>(File.ReadAllText(file)) is { OwnerPassword: not null, AppPassword: not null, RedisPassword: not null, NatsPassword: not null, SigningKey: not null, MasterKey: not null } secrets
                ? secrets
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new StartException($"{file} is damaged, and the data cannot be opened without it. Put it back from a copy, or start with empty data: ./run --reset");
        }
    }

    private static string Password() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
