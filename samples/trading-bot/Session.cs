namespace TradingBot;

/// <summary>
/// Plays a trading day: every order is created, and then filled, cancelled or failed, with the balance following.
/// It keeps the balance as the ledger must have it, because an update names the balance that it starts from.
/// </summary>
internal sealed class Session(EventPublisher publisher, Account account, TimeProvider clock)
{
    private const decimal StartingFunds = 1000m;
    private const decimal Price = 50_000m;

    private readonly string _market = account.Symbol == "BTC" ? "ETH/BTC" : $"BTC/{account.Symbol}";

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The balance that the ledger shows once everything published is applied.</summary>
    public decimal Balance { get; private set; } = account.Balance;

    /// <summary>Publishes a heartbeat, the orders, an error, and a last heartbeat.</summary>
    public async Task PlayAsync(int orders, TimeSpan interval, CancellationToken cancellation)
    {
        using (Tracing.Start("start"))
        {
            await HeartbeatAsync(cancellation);
            if (Balance == 0)
            {
                await MoveAsync("updated", StartingFunds, "funding", null, cancellation);
            }
        }
        for (var number = 1; number <= orders; number++)
        {
            using var trace = Tracing.Start("order");
            await OrderAsync(number, cancellation);
            await Task.Delay(interval, clock, cancellation);
        }
        using (Tracing.Start("end"))
        {
            await publisher.PublishAsync(new ErrorEvent(account)
            {
                Timestamp = Now,
                ErrorCode = "EXCHANGE_TIMEOUT",
                ErrorMessage = "The exchange took more than 5 seconds to answer.",
                Severity = "low",
                Component = "order-gateway",
            }, cancellation);
            await HeartbeatAsync(cancellation);
        }
    }

    /// <summary>Publishes an update that starts from a balance the ledger never had; it ends as a dead letter.</summary>
    public async Task PublishStaleUpdateAsync(CancellationToken cancellation)
    {
        using var trace = Tracing.Start("stale update");
        await publisher.PublishAsync(new BalanceEvent("updated", account)
        {
            Timestamp = Now,
            PreviousBalance = Balance + 1,
            NewBalance = Balance + 2,
            Reason = "stale",
        }, cancellation);
    }

    private async Task OrderAsync(int number, CancellationToken cancellation)
    {
        var buy = number % 2 == 1;
        var side = buy ? "buy" : "sell";
        var orderId = Guid.CreateVersion7().ToString();
        var worth = decimal.Round(Balance / 100, 8);
        var (step, status) = (number % 5, number % 4) switch
        {
            (0, _) => ("failed", "rejected"),
            (_, 0) => ("cancelled", "cancelled"),
            _ => ("filled", "filled"),
        };

        await publisher.PublishAsync(new SignalEvent(account)
        {
            Timestamp = Now,
            SignalType = side,
            Symbol = _market,
            Confidence = 0.75,
            Price = Price,
            Strategy = "momentum",
            Reasoning = buy ? "The price left its range upwards." : "The target is reached.",
        }, cancellation);
        await ReportAsync("created", "open");
        if (buy && worth > 0)
        {
            await MoveAsync("locked", -worth, "order_open", orderId, cancellation);
        }
        await ReportAsync(step, status);
        if (buy && worth > 0)
        {
            await MoveAsync("unlocked", worth, "order_closed", orderId, cancellation);
        }
        if (step == "filled" && worth > 0)
        {
            await MoveAsync("updated", buy ? -worth : worth, "order_filled", orderId, cancellation);
        }

        // A new object each time: a copy made by "with" would keep the event id, and be dropped as a duplicate.
        Task ReportAsync(string step, string status) => publisher.PublishAsync(new OrderEvent(step, account)
        {
            Timestamp = Now,
            OrderId = orderId,
            Symbol = _market,
            Side = side,
            Amount = decimal.Max(decimal.Round(worth / Price, 8), 0.00000001m),
            Price = Price,
            Status = status,
            Message = $"Order to {side} for {worth} {account.Symbol} {step}",
        }, cancellation);
    }

    private async Task MoveAsync(string step, decimal change, string reason, string? orderId, CancellationToken cancellation)
    {
        await publisher.PublishAsync(new BalanceEvent(step, account)
        {
            Timestamp = Now,
            PreviousBalance = Balance,
            NewBalance = Balance + change,
            Reason = reason,
            RelatedOrderId = orderId,
        }, cancellation);
        Balance += change;
    }

    private Task HeartbeatAsync(CancellationToken cancellation) => publisher.PublishAsync(new HeartbeatEvent(account)
    {
        Timestamp = Now,
        Metrics = new Dictionary<string, long> { ["published"] = publisher.Published },
    }, cancellation);
}
