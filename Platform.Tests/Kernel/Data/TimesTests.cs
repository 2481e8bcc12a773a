using Platform.Kernel.Data;

namespace Platform.Tests.Kernel.Data;

/// <summary>Times are RFC 3339, dates ISO 8601, and nothing is guessed.</summary>
public sealed class TimesTests
{
    [Theory]
    [InlineData("2026-03-05T10:00:00Z", "2026-03-05T10:00:00.0000000+00:00")]
    [InlineData("2026-03-05t10:00:00.1234567891z", "2026-03-05T10:00:00.1234560+00:00")]
    [InlineData("2026-03-05T01:00:00.5+02:00", "2026-03-04T23:00:00.5000000+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999990+00:00")]
    public void A_time_is_read_to_the_microsecond(string text, string time) => Assert.Equal(time, Times.Parse(text)?.ToString("O", null));

    [Theory]
    [InlineData("05.03.2026")]
    [InlineData("03/05/2026")]
    [InlineData("2026-3-5")]
    [InlineData("20260305")]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-05T10:00:00")]
    [InlineData("2026-03-05T10:00Z")]
    [InlineData("2026-03-05 10:00:00Z")]
    [InlineData("2026-03-05T24:00:00Z")]
    [InlineData("2026-03-05T10:00:00+2:00")]
    [InlineData("2026-03-05T10:00:00Z\n")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("٢٠٢٦-٠٣-٠٥T10:00:00Z")]
    [InlineData("Thu, 05 Mar 2026 10:00:00 GMT")]
    [InlineData("1772704800")]
    [InlineData("tomorrow")]
    [InlineData("")]
    public void Whatever_else_looks_like_one_is_none(string text)
    {
        Assert.Null(Times.Parse(text));
        Assert.Null(Times.ParseDate(text));
        Assert.Null(Times.ParseStart(text));
        Assert.Null(Times.ParseEnd(text));
    }

    [Fact]
    public void A_date_begins_and_ends_in_utc_and_sums_stay_within_time()
    {
        Assert.Equal(Times.Parse("2026-03-05T00:00:00Z"), Times.ParseStart("2026-03-05"));
        Assert.Equal(Times.Parse("2026-03-05T23:59:59.999999Z"), Times.ParseEnd("2026-03-05"));
        Assert.Equal(DateTimeOffset.MaxValue, Times.ParseEnd("9999-12-31")!.Value.Plus(TimeSpan.FromDays(7)));
        Assert.Equal(DateTimeOffset.MinValue, Times.ParseStart("0001-01-01")!.Value.Plus(TimeSpan.FromDays(-7)));
    }

    [Fact]
    public void Nothing_else_reads_times_from_text()
    {
        var files = System.IO.Directory.EnumerateFiles(Path.Combine(Support.Arguments.Root, "Platform.Modules"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

        // Events are judged as bytes, which costs nothing; and one clock time of a day has a format of its own.
        var readers = files.Where(f => File.ReadAllText(f) is var code
            && (code.Contains("DateTimeOffset.TryParse", StringComparison.Ordinal) || code.Contains("DateTimeOffset.Parse", StringComparison.Ordinal) || code.Contains("DateTime.Parse", StringComparison.Ordinal)
                || code.Contains("DateTime.TryParse", StringComparison.Ordinal) || code.Contains("DateOnly.TryParse", StringComparison.Ordinal) || code.Contains("DateOnly.Parse", StringComparison.Ordinal) || code.Contains("GetDateTime", StringComparison.Ordinal)));
        Assert.Equal(["EventFields.cs", "Times.cs"], readers.Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
