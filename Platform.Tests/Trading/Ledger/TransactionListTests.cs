using System.Globalization;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Trading.Ledger;

/// <summary>Lists of transactions, and what they share with those of trading logs: filters, pages, totals, times.</summary>
public sealed class TransactionListTests(TransactionListTests.Filled api) : IClassFixture<TransactionListTests.Filled>
{
    public sealed class Filled(TestServers servers) : ApiFixture(servers)
    {
        public Desk Desk { get; private set; } = null!;

        public Desk Other { get; private set; } = null!;

        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            Desk = await Desk.OpenAsync(await SignInAsync("alice"));
            Other = await Desk.OpenAsync(Desk.Owner, usdt: "5");
            for (var i = 1; i <= 20; i++)
            {
                (await Desk.DepositAsync(i)).Ok(201);
            }

            for (var i = 1; i <= 5; i++)
            {
                (await Desk.WithdrawAsync(1)).Ok(201);
            }

            (await (await Desk.OpenAsync(await SignInAsync("bob"))).DepositAsync(1)).Ok(201);
        }
    }

    private ApiClient Api => api.Desk.Api;

    [Theory]
    [InlineData("", 26)]
    [InlineData("direction=credit", 21)]
    [InlineData("direction=debit", 5)]
    [InlineData("trading_id={trading}", 25)]
    [InlineData("trading_id={trading}&direction=debit", 5)]
    [InlineData("trading_id={other}", 1)]
    [InlineData("sub_account_id={usdt}", 25)]
    [InlineData("sub_account_id={eth}", 0)]
    [InlineData("sub_account_id={usdt}&trading_id={trading}", 25)]
    [InlineData("sub_account_id={usdt}&trading_id={other}", 0)]
    [InlineData("sub_account_id={usdt}&direction=credit", 20)]
    [InlineData("start_date=2000-01-01", 26)]
    [InlineData("start_date=2000-01-01&direction=debit&sub_account_id={usdt}", 5)]
    [InlineData("end_date=2000-01-01", 0)]
    [InlineData("start_date=2100-01-01T00:00:00Z", 0)]
    [InlineData("trading_id=&direction=&limit=&start_date=", 26)]
    public async Task Filters_narrow_the_list_and_its_total_alike(string query, int count)
    {
        query = query.Replace("{trading}", api.Desk.TradingId, StringComparison.Ordinal).Replace("{other}", api.Other.TradingId, StringComparison.Ordinal)
            .Replace("{usdt}", api.Desk.Usdt, StringComparison.Ordinal).Replace("{eth}", api.Desk.Eth, StringComparison.Ordinal);
        var list = (await Api.GetAsync($"/v1/transactions?{query}")).Data;
        Assert.Equal((count, count), (list.GetProperty("transactions").GetArrayLength(), list.GetProperty("pagination").GetProperty("total").GetInt32()));
    }

    [Theory]
    [InlineData("/v1/transactions?", "transactions", 26)]
    [InlineData("/v1/trading-logs?", "trading_logs", 25)]
    public async Task Pages_follow_each_other_without_gap_or_overlap_newest_first(string path, string name, int total)
    {
        var seen = new List<JsonElement>();
        int? offset = 0;
        while (offset is { } at)
        {
            var page = (await Api.GetAsync($"{path}limit=7&offset={at}")).Data;
            var pagination = page.GetProperty("pagination");
            Assert.Equal((total, 7, at), (pagination.GetProperty("total").GetInt32(), pagination.GetProperty("limit").GetInt32(), pagination.GetProperty("offset").GetInt32()));
            seen.AddRange(page.GetProperty(name).EnumerateArray());
            var more = pagination.GetProperty("has_more").GetBoolean();
            Assert.Equal(more, seen.Count < total);
            Assert.Equal(more, pagination.TryGetProperty("next_offset", out var next));
            offset = more ? next.GetInt32() : null;
        }

        Assert.Equal(total, seen.Select(t => t.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(t => t.GetProperty("timestamp").GetDateTimeOffset()).Select(t => t.ToString()), seen.Select(t => t.ToString()));
    }

    [Theory]
    [InlineData("/v1/transactions", "transactions")]
    [InlineData("/v1/trading-logs", "trading_logs")]
    public async Task A_page_behind_the_end_is_empty_and_has_no_next(string path, string name)
    {
        foreach (var offset in new[] { "26", "1000000", "2147483647" })
        {
            var page = (await Api.GetAsync($"{path}?limit=1000&offset={offset}")).Data;
            Assert.Equal(0, page.GetProperty(name).GetArrayLength());
            Assert.False(page.GetProperty("pagination").GetProperty("has_more").GetBoolean());
            Assert.False(page.GetProperty("pagination").TryGetProperty("next_offset", out _));
        }
    }

    [Fact]
    public async Task Without_a_limit_a_page_has_at_most_a_hundred()
    {
        var pagination = (await Api.GetAsync("/v1/transactions")).Data.GetProperty("pagination");
        Assert.Equal((100, 0), (pagination.GetProperty("limit").GetInt32(), pagination.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public async Task Times_include_their_ends_to_the_microsecond_in_any_zone()
    {
        var all = (await api.Desk.TransactionsAsync($"sub_account_id={api.Desk.Usdt}")).Select(t => t.GetProperty("timestamp").GetDateTimeOffset()).ToList();
        var (newest, oldest) = (all[0], all[^1]);
        Assert.Equal(25, await CountAsync(Utc(oldest), Utc(newest)));
        Assert.Equal(24, await CountAsync(Utc(oldest.AddTicks(10)), Utc(newest)));
        Assert.Equal(24, await CountAsync(Utc(oldest), Utc(newest.AddTicks(-10))));
        var zoned = oldest.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
        Assert.Equal(25, await CountAsync(Uri.EscapeDataString(zoned), Utc(newest)));
        Assert.Equal(25, await CountAsync(zoned, Utc(newest)));
        Assert.Equal(1, await CountAsync(Utc(newest), Utc(newest)));

        async Task<int> CountAsync(string start, string end)
        {
            var list = (await Api.GetAsync($"/v1/transactions?sub_account_id={api.Desk.Usdt}&start_date={start}&end_date={end}")).Data;
            Assert.Equal(list.GetProperty("transactions").GetArrayLength(), list.GetProperty("pagination").GetProperty("total").GetInt32());
            return list.GetProperty("transactions").GetArrayLength();
        }

        static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=1001")]
    [InlineData("limit=abc")]
    [InlineData("limit=1.5")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=%20 5")]
    [InlineData("limit=5&limit=6")]
    [InlineData("offset=-1")]
    [InlineData("offset=2147483648")]
    [InlineData("offset=%00")]
    [InlineData("start_date=yesterday")]
    [InlineData("start_date=2026-13-01")]
    [InlineData("start_date=01/02/2026")]
    [InlineData("end_date=2026-01-01T25:00:00Z")]
    [InlineData("end_date=1")]
    [InlineData("trading_id=trading123")]
    [InlineData("sub_account_id=%00")]
    [InlineData("sub_account_id=%ff%fe")]
    [InlineData("sub_account_id=1%27%20OR%20%271%27=%271")]
    public async Task A_parameter_that_means_nothing_is_refused_by_name(string query)
    {
        foreach (var path in new[] { "/v1/transactions", "/v1/trading-logs" })
        {
            Assert.StartsWith(query.Split('=')[0], (await Api.GetAsync($"{path}?{query}")).Refused(400, "INVALID_VALUE").Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/transactions?direction=up", "direction")]
    [InlineData("/v1/transactions?direction=CREDIT", "direction")]
    [InlineData("/v1/trading-logs?type=123456789012345678901234567890123456789012345678901", "type")]
    [InlineData("/v1/trading-logs?type=%00", "type")]
    [InlineData("/v1/trading-logs?source=a&source=b", "source")]
    public async Task So_is_one_of_a_single_list(string path, string field) =>
        Assert.StartsWith(field, (await Api.GetAsync(path)).Refused(400, "INVALID_VALUE").Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_start_after_the_end_is_refused()
    {
        (await Api.GetAsync("/v1/transactions?start_date=2026-01-02&end_date=2026-01-01")).Refused(400, "INVALID_DATE_RANGE");
        (await Api.GetAsync("/v1/trading-logs?start_date=2026-01-01T00:00:01Z&end_date=2026-01-01")).Refused(400, "INVALID_DATE_RANGE");
    }

    [Theory]
    [InlineData("start_date=0001-01-01")]
    [InlineData("end_date=9999-12-31T23:59:59.9999999Z")]
    [InlineData("start_date=0001-01-01&end_date=9999-12-31")]
    public async Task The_ends_of_time_are_times(string query) =>
        Assert.Equal(26, (await Api.GetAsync($"/v1/transactions?{query}")).Data.GetProperty("pagination").GetProperty("total").GetInt32());

    [Fact]
    public async Task What_nobody_has_booked_cannot_be_read()
    {
        (await Api.GetAsync($"/v1/transactions/{Guid.CreateVersion7()}")).Refused(404, "NOT_FOUND");
        (await Api.GetAsync("/v1/transactions/tx123")).Refused(404, "NOT_FOUND");
    }
}
