using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.Kernel.Http;

namespace Platform.Tests.Kernel.Http;

public sealed class ValueListTests
{
    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData(" a , ,b,", "a|b")]
    [InlineData(@"Acme\, Inc.,b", "Acme, Inc.|b")]
    [InlineData(@"a\\,b", @"a\|b")]
    [InlineData(@"a\b\", @"a\b\")]
    [InlineData(@"\,", ",")]
    public void A_backslash_makes_a_comma_part_of_a_value(string text, string values) => Assert.Equal(values.Split('|'), ValueList.Of(text)!);

    [Fact]
    public void Empty_values_are_kept_where_they_mean_something() => Assert.Equal(["", "a", ""], ValueList.Of(",a,", keepEmpty: true)!);

    [Fact]
    public void A_parameter_that_is_there_several_times_has_the_values_of_all()
    {
        var query = new QueryCollection(new Dictionary<string, StringValues> { ["x"] = new([@"a\,b", "c"]) });
        Assert.Equal(["a,b", "c"], ValueList.Of(ValueList.Text(query, "x")!)!);
        Assert.Null(ValueList.Text(query, "y"));
    }
}
