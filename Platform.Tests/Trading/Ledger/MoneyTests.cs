using System.Globalization;
using System.Numerics;
using CsCheck;
using Platform.Trading.Ledger;

namespace Platform.Tests.Trading.Ledger;

/// <summary>Amounts are exact: compared with arithmetic on whole numbers of any size.</summary>
public sealed class MoneyTests
{
    private static readonly BigInteger MaxUnits = BigInteger.Pow(10, 26) - 1;

    /// <summary>Whole hundred-millionths, small ones and those near the limit as likely as any.</summary>
    private static readonly Gen<BigInteger> Units = Gen.Int[0, 26].SelectMany(digits => Gen.Char['0', '9'].Array[digits])
        .Select(digits => BigInteger.Parse("0" + new string(digits), CultureInfo.InvariantCulture));

    private static string Text(BigInteger units)
    {
        var digits = BigInteger.Abs(units).ToString(CultureInfo.InvariantCulture).PadLeft(9, '0');
        return $"{(units.Sign < 0 ? "-" : "")}{digits[..^8]}.{digits[^8..]}";
    }

    private static decimal Amount(BigInteger units) => decimal.Parse(Text(units), CultureInfo.InvariantCulture);

    [Fact]
    public void Every_amount_with_eight_decimals_is_read_exactly_and_written_canonically() => Units.Sample(units =>
    {
        Assert.Null(Money.Parse(Text(units), out var amount));
        Assert.Equal(Amount(units), amount);
        var text = Money.Format(amount);
        Assert.Equal(Text(units).TrimEnd('0').TrimEnd('.'), text);
        Assert.Null(Money.Parse(text, out var again));
        Assert.Equal(amount, again);
    }, iter: 20_000);

    [Fact]
    public void An_exponent_moves_the_point_and_nothing_else() => Gen.Select(Units, Gen.Int[-30, 30]).Sample((units, exponent) =>
    {
        var text = $"{units}e{exponent}";
        var value = exponent >= -8 ? units * BigInteger.Pow(10, exponent + 8) : units;
        var exact = exponent >= -8 || units % BigInteger.Pow(10, -8 - exponent) == 0;
        value = exponent >= -8 ? value : units / BigInteger.Pow(10, -8 - exponent);
        var refusal = Money.Parse(text, out var amount);
        Assert.Equal(exact && value <= MaxUnits, refusal is null);
        if (refusal is null)
        {
            Assert.Equal(Amount(value), amount);
        }
    }, iter: 20_000);

    [Fact]
    public void A_product_is_rounded_half_to_even_at_the_eighth_decimal() => Gen.Select(Units, Units).Sample((left, right) =>
    {
        var unit = BigInteger.Pow(10, 8);
        var (quotient, remainder) = BigInteger.DivRem(left * right, unit);
        var rounded = (remainder * 2).CompareTo(unit) switch { > 0 => quotient + 1, < 0 => quotient, _ => quotient.IsEven ? quotient : quotient + 1 };
        decimal? expected = rounded > MaxUnits ? null : Amount(rounded);
        Assert.Equal(expected, Money.Multiply(Amount(left), Amount(right)));
        Assert.Equal(expected, Money.Multiply(Amount(right), Amount(left)));
    }, iter: 20_000);

    [Theory]
    [InlineData("0.00000001", "0.5", "0")]
    [InlineData("0.00000003", "0.5", "0.00000002")]
    [InlineData("0.00000005", "0.5", "0.00000002")]
    [InlineData("0.00000007", "0.5", "0.00000004")]
    [InlineData("3000", "2", "6000")]
    [InlineData("0.1", "0.2", "0.02")]
    [InlineData("999999999999999999.99999999", "1", "999999999999999999.99999999")]
    [InlineData("999999999999999999.99999999", "1.00000001", null)]
    public void Known_products(string left, string right, string? product)
    {
        Assert.Null(Money.Parse(left, out var a));
        Assert.Null(Money.Parse(right, out var b));
        Assert.Equal(product, Money.Multiply(a, b) is { } found ? Money.Format(found) : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1e")]
    [InlineData("1e1.5")]
    [InlineData("1e99999999999")]
    [InlineData("--1")]
    [InlineData("1 ")]
    [InlineData("1_000")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("\u0661")]
    [InlineData("0.123456789")]
    [InlineData("1e-9")]
    [InlineData("1e18")]
    [InlineData("1e400")]
    [InlineData("1e2147483647")]
    [InlineData("-1e2147483647")]
    [InlineData("1000000000000000000")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void What_is_no_amount_is_refused(string text) => Assert.NotNull(Money.Parse(text, out _));

    [Theory]
    [InlineData("-0", "0")]
    [InlineData("0e999", "0")]
    [InlineData("0.000000000000", "0")]
    [InlineData("0.100000000000", "0.1")]
    [InlineData("10e-9", "0.00000001")]
    [InlineData("1E+2", "100")]
    [InlineData("0012.50", "12.5")]
    [InlineData("-1.5", "-1.5")]
    public void What_is_an_amount_in_other_words_is_read(string text, string canonical)
    {
        Assert.Null(Money.Parse(text, out var amount));
        Assert.Equal(canonical, Money.Format(amount));
    }

    [Fact]
    public void No_text_makes_it_fail() => Gen.String[Gen.Char["0123456789.eE+- x\u0661"], 0, 80].Sample(text =>
    {
        if (Money.Parse(text, out var amount) is null)
        {
            Assert.InRange(amount, -Money.Max, Money.Max);
        }
        else
        {
            Assert.Equal(0, amount);
        }
    }, iter: 20_000);
}
