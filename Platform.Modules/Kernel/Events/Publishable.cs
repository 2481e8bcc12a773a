using System.Buffers;
using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace Platform.Kernel.Events;

/// <summary>Tells a message that NATS will never take from a moment in which it takes none.</summary>
internal static class Publishable
{
    private const int MessageTooLarge = 10054;
    private const int HeadersTooLarge = 10097;
    private static readonly SearchValues<char> NotInSubjects = SearchValues.Create(" \t\r\n\f\0*>");

    /// <exception cref="FormatException">The subject or a header can never be sent.</exception>
    public static void Check(string subject, NatsHeaders headers)
    {
        if (subject.AsSpan().ContainsAny(NotInSubjects) || subject.Split('.').Any(token => token.Length == 0))
        {
            throw new FormatException("The subject is no subject to publish to.");
        }

        foreach (var (name, value) in headers)
        {
            if (name.Length == 0 || name.Any(c => c is <= ' ' or >= '\x7f' or ':') || value.ToString().Any(char.IsControl))
            {
                throw new FormatException($"The header {name} cannot be sent.");
            }
        }
    }

    /// <returns>True where the message is to blame.</returns>
    public static bool IsRefusal(Exception error) => error switch
    {
        NatsPayloadTooLargeException => true,
        NatsJSApiException api => api.Error.ErrCode is MessageTooLarge or HeadersTooLarge,
        FormatException or ArgumentException or JsonException => true,
        _ => false,
    };
}
