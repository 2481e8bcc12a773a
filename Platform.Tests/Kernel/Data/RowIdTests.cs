using Platform.Kernel.Data;

namespace Platform.Tests.Kernel.Data;

/// <summary>Ids that sort in the order in which they were made, whoever makes them at once.</summary>
public sealed class RowIdTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ids_of_one_moment_sort_in_the_order_of_their_making()
    {
        var ids = Enumerable.Range(0, 10_000).Select(_ => RowId.InOrder(Now)).ToList();
        Assert.Equal(ids.Select(Text).Order(StringComparer.Ordinal), ids.Select(Text));
        Assert.All(ids, id => Assert.Equal(7, id.Version));
        Assert.All(ids, id => Assert.InRange(id.Variant, 8, 11));
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_take_the_order_with_it() =>
        Assert.True(string.CompareOrdinal(Text(RowId.InOrder(Now)), Text(RowId.InOrder(Now.AddMinutes(-1)))) < 0);

    [Fact]
    public void However_many_make_them_at_once_they_are_unique()
    {
        var ids = Enumerable.Range(0, 100_000).AsParallel().Select(_ => RowId.InOrder(Now)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    private static string Text(Guid id) => id.ToString("N");
}
