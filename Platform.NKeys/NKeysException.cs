namespace NATS.NKeys;

/// <summary>A seed or a public key that is not one, or an operation that the key cannot do.</summary>
public sealed class NKeysException(string message, Exception? innerException = null) : Exception(message, innerException);
