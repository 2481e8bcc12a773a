namespace NATS.NKeys;

/// <summary>What a key is for; it shows as the first letter of the encoded public key.</summary>
public enum PrefixByte : byte
{
    /// <summary>An account, encoded with the letter A.</summary>
    Account = 0,

    /// <summary>A cluster, encoded with the letter C.</summary>
    Cluster = 2 << 3,

    /// <summary>A server, encoded with the letter N.</summary>
    Server = 13 << 3,

    /// <summary>An operator, encoded with the letter O.</summary>
    Operator = 14 << 3,

    /// <summary>A user, encoded with the letter U.</summary>
    User = 20 << 3,
}
