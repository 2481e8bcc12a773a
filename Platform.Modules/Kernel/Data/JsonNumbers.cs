using System.Buffers.Text;
using System.Text.Json;

namespace Platform.Kernel.Data;

/// <summary>Bounds the numbers of JSON as it arrives: five characters, 1e9999, are ten thousand digits to whoever writes them out.</summary>
internal static class JsonNumbers
{
    public const int MaxDigits = 64;

    /// <summary>That of the smallest number that floating point has.</summary>
    public const int MaxExponent = 324;

    public static readonly string Refusal = $"A number must have at most {MaxDigits} digits, and an exponent from -{MaxExponent} to {MaxExponent}.";

    /// <param name="json">A valid JSON value.</param>
    public static bool AreBounded(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && !IsBounded(reader.ValueSpan))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBounded(ReadOnlySpan<byte> number)
    {
        var mantissa = number;
        if (number.IndexOfAny((byte)'e', (byte)'E') is >= 0 and var at)
        {
            mantissa = number[..at];
            var exponent = number[(at + 1)..];
            if (!Utf8Parser.TryParse(exponent, out int value, out var read) || read != exponent.Length || value is < -MaxExponent or > MaxExponent)
            {
                return false;
            }
        }

        return mantissa.Length - (mantissa[0] == '-' ? 1 : 0) - (mantissa.Contains((byte)'.') ? 1 : 0) <= MaxDigits;
    }
}
