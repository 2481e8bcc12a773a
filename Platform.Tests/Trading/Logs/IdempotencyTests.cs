using Platform.Tests.Support;

namespace Platform.Tests.Trading.Logs;

/// <summary>A request that is repeated with its <c>Idempotency-Key</c> answers as the first did, and books nothing.</summary>
public sealed class IdempotencyTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static string Key() => Guid.CreateVersion7().ToString();

    private static object Deposit(Desk desk, object amount) => new { account_id = desk.Usdt, amount, currency = "USDT" };

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_books_once()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var key = Key();
        var first = (await desk.RecordAsync("deposit", Deposit(desk, "5"), key)).Ok(201);
        Assert.Null(first.Header("Idempotency-Replayed"));
        for (var i = 0; i < 3; i++)
        {
            var again = (await desk.RecordAsync("deposit", Deposit(desk, "5"), key)).Ok(201);
            Assert.Equal(first.Data.ToString(), again.Data.ToString());
            Assert.Equal("true", again.Header("Idempotency-Replayed"));
        }

        Assert.Equal(5, await desk.BalanceAsync(desk.Usdt));
        Assert.Single(await desk.TransactionsAsync());
        Assert.Single(await desk.LogsAsync());
        (await desk.RecordAsync("deposit", Deposit(desk, "5"), Key())).Ok(201);
        Assert.Equal(10, await desk.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task Requests_at_once_with_one_key_book_once_and_answer_alike()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        await using var replica = await api.ReplicaAsync();
        var other = desk with { Owner = desk.Owner with { Api = replica.With(desk.Owner.Token) } };
        for (var round = 1; round <= 5; round++)
        {
            var key = Key();
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? desk : other).RecordAsync("deposit", Deposit(desk, 1), key)));
            Assert.Single(answers.Select(a => a.Ok(201).Data.ToString()).Distinct());
            Assert.Equal(round, await desk.BalanceAsync(desk.Usdt));
        }
    }

    [Fact]
    public async Task A_key_means_one_request()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var key = Key();
        (await desk.RecordAsync("deposit", Deposit(desk, 5), key)).Ok(201);
        (await desk.RecordAsync("deposit", Deposit(desk, 6), key)).Refused(422, "IDEMPOTENCY_KEY_REUSED");
        (await desk.RecordAsync("custom", null, key)).Refused(422, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal(5, await desk.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task The_same_request_with_other_white_space_is_the_same_request()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var key = ("Idempotency-Key", Key());
        var body = $$"""{"trading_id":"{{desk.TradingId}}","type":"custom","source":"bot","message":"m"}""";
        var first = (await desk.Api.PostAsync("/v1/trading-logs", body, key)).Ok(201);
        Assert.Equal(first.Id, (await desk.Api.PostAsync("/v1/trading-logs", body.Replace(",", " ,\n ", StringComparison.Ordinal), key)).Ok(201).Id);
    }

    [Fact]
    public async Task Keys_of_two_users_have_nothing_to_do_with_each_other()
    {
        var (alice, bob) = (await Desk.OpenAsync(await api.NewMemberAsync()), await Desk.OpenAsync(await api.NewMemberAsync()));
        var key = Key();
        (await alice.RecordAsync("deposit", Deposit(alice, 5), key)).Ok(201);
        var second = (await bob.RecordAsync("deposit", Deposit(bob, 7), key)).Ok(201);
        Assert.Null(second.Header("Idempotency-Replayed"));
        Assert.Equal((5m, 7m), (await alice.BalanceAsync(alice.Usdt), await bob.BalanceAsync(bob.Usdt)));
    }

    [Fact]
    public async Task A_refusal_of_the_ledger_is_repeated_even_when_it_would_not_be_refused_any_more()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var key = Key();
        var first = (await desk.RecordAsync("withdraw", Deposit(desk, 5), key)).Refused(422, "INSUFFICIENT_BALANCE");
        (await desk.DepositAsync(100)).Ok(201);
        var again = (await desk.RecordAsync("withdraw", Deposit(desk, 5), key)).Refused(422, "INSUFFICIENT_BALANCE");
        Assert.Equal((first.Message, first.Details), (again.Message, again.Details));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(100, await desk.BalanceAsync(desk.Usdt));
    }

    [Fact]
    public async Task A_request_that_was_malformed_does_not_use_up_its_key()
    {
        var desk = await Desk.OpenAsync(await api.NewMemberAsync());
        var key = Key();
        (await desk.RecordAsync("deposit", Deposit(desk, -5), key)).Refused(400, "INVALID_INFO_STRUCTURE");
        (await desk.RecordAsync("", null, key)).Refused(400, "MISSING_FIELD");
        (await desk.RecordAsync("deposit", Deposit(desk, 5), key)).Ok(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with a space")]
    [InlineData("tab\there")]
    [InlineData("two,")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var desk = await Desk.OpenAsync(await api.SignInAsync("alice"));
        var headers = key == "two," ? new[] { ("Idempotency-Key", "a"), ("Idempotency-Key", "b") } : [("Idempotency-Key", key)];
        (await desk.Api.PostAsync("/v1/trading-logs", desk.Log("custom"), headers)).Refused(400, "INVALID_REQUEST");
        Assert.Empty(await desk.LogsAsync($"trading_id={desk.TradingId}"));
    }

    [Fact]
    public async Task A_key_has_two_hundred_characters_at_most()
    {
        var desk = await Desk.OpenAsync(await api.SignInAsync("alice"));
        (await desk.RecordAsync("custom", null, new string('k', 200))).Ok(201);
        (await desk.RecordAsync("custom", null, new string('k', 201))).Refused(400, "INVALID_REQUEST");
    }
}
