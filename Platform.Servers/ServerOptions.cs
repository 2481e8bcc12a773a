using System.Security.Cryptography;

namespace Platform.Servers;

/// <summary>Where and how a server runs.</summary>
/// <param name="Folder">Where its data and its configuration are.</param>
public sealed record ServerOptions(string Folder)
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one, and keeps it for the life of the object.</summary>
    public int Port { get; init; }

    /// <summary>Whether what was acknowledged survives a power failure. False is faster, and still survives the server's crash.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The password of the platform's own user; the data folder of PostgreSQL remembers the first.</summary>
    public string Password { get; init; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>Gets every line that the server prints.</summary>
    public Action<string>? Log { get; init; }
}
