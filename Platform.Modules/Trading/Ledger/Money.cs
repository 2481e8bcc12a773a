using System.Globalization;
using System.Numerics;

namespace Platform.Trading.Ledger;

/// <summary>Amounts: decimal, at most 8 decimals, at most 18 digits before the point, never floating.</summary>
internal static class Money
{
    public const int Decimals = 8;
    private const int MaxDigits = 18;
    private const int MaxLength = 64;

    /// <summary>The largest amount and the largest balance.</summary>
    public const decimal Max = 999_999_999_999_999_999.99999999m;

    private static readonly BigInteger Unit = BigInteger.Pow(10, Decimals);

    /// <summary>Reads a JSON number or the text of one, exactly: what has to be rounded is refused.</summary>
    /// <returns>Null and the amount, or what is wrong with the text.</returns>
    public static string? Parse(ReadOnlySpan<char> text, out decimal amount)
    {
        amount = 0;
        if (text.Length is 0 or > MaxLength)
        {
            return text.Length == 0 ? "must be a number" : "has too many digits";
        }

        if (TryShort(text, out amount))
        {
            return null;
        }

        var mantissa = text;
        var exponent = 0;
        if (text.IndexOfAny('e', 'E') is >= 0 and var at)
        {
            mantissa = text[..at];
            if (!int.TryParse(text[(at + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return "must be a number";
            }
        }

        var negative = mantissa is ['-', ..];
        var whole = negative ? mantissa[1..] : mantissa;
        var fraction = ReadOnlySpan<char>.Empty;
        if (whole.IndexOf('.') is >= 0 and var point)
        {
            fraction = whole[(point + 1)..];
            whole = whole[..point];
            if (fraction.IsEmpty)
            {
                return "must be a number";
            }
        }

        if (whole.IsEmpty || !AllDigits(whole) || !AllDigits(fraction))
        {
            return "must be a number";
        }

        var digits = string.Concat(whole, fraction).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            return null;
        }

        // value = significant * 10^scale
        var scale = (long)exponent - fraction.Length + (digits.Length - significant.Length);
        if (scale < -Decimals)
        {
            return $"must have at most {Decimals} decimals";
        }

        if (significant.Length + scale > MaxDigits)
        {
            return $"must have at most {MaxDigits} digits before the decimal point";
        }

        amount = FromUnits(BigInteger.Parse(significant, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)scale + Decimals));
        amount = negative ? -amount : amount;
        return null;
    }

    /// <summary>The product, rounded to 8 decimals half to even; null when it is larger than <see cref="Max"/>.</summary>
    public static decimal? Multiply(decimal left, decimal right)
    {
        var (quotient, remainder) = BigInteger.DivRem(ToUnits(left) * ToUnits(right), Unit);
        var half = BigInteger.Compare(BigInteger.Abs(remainder) * 2, Unit);
        if (half > 0 || (half == 0 && !quotient.IsEven))
        {
            quotient += remainder.Sign;
        }

        return BigInteger.Abs(quotient) > ToUnits(Max) ? null : FromUnits(quotient);
    }

    /// <summary>Canonical text: no exponent, no trailing zeros.</summary>
    public static string Format(decimal amount)
    {
        Span<char> text = stackalloc char[MaxLength];
        amount.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        text = text[..length];
        return text.Contains('.') ? text.TrimEnd('0').TrimEnd('.').ToString() : text.ToString();
    }

    /// <summary>What nearly every amount is: digits, perhaps a point and up to 8 decimals, no more than a long holds.</summary>
    private static bool TryShort(ReadOnlySpan<char> text, out decimal amount)
    {
        amount = 0;
        long digits = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits = (digits * 10) + text[i] - '0';
            }
            else if (text[i] == '.' && point < 0 && i > 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (text.Length > MaxDigits || decimals > Decimals || (point >= 0 && decimals == 0))
        {
            return false;
        }

        amount = new decimal((int)digits, (int)(digits >> 32), 0, isNegative: false, (byte)decimals);
        return true;
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static BigInteger ToUnits(decimal amount) => new(amount * 100_000_000m);

    private static decimal FromUnits(BigInteger units) => (decimal)units / 100_000_000m;
}
