using NATS.Client.Core;
using TradingBot;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    await RunAsync(BotOptions.Read(args, Environment.GetEnvironmentVariable), stop.Token);
    return 0;
}
catch (UsageException usage)
{
    var output = usage.IsHelp ? Console.Out : Console.Error;
    await output.WriteLineAsync(usage.IsHelp ? BotOptions.Usage : $"{usage.Message}\n\n{BotOptions.Usage}");
    return usage.IsHelp ? 0 : 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}
catch (Exception fault) when (fault is ApiException or PublishException or NatsException)
{
    await Console.Error.WriteLineAsync(fault.InnerException is { } cause ? $"{fault.Message}: {cause.Message}" : fault.Message);
    return 1;
}

static async Task RunAsync(BotOptions options, CancellationToken cancellation)
{
    using var api = options.Api is { } address ? new PlatformApi(address, options.Token!) : null;
    var account = api is null ? options.NamedAccount() : await api.FindAccountAsync(options, cancellation);

    await using var connection = new NatsConnection(new NatsOpts
    {
        Url = options.Nats,
        Name = "sample-bot",
        AuthOpts = options.CredentialsFile is { } file ? new NatsAuthOpts { CredsFile = file } : NatsAuthOpts.Default,
        RequestTimeout = TimeSpan.FromSeconds(5),
        PublishTimeoutOnDisconnected = true,
    });
    connection.ServerError += (_, error) =>
    {
        Console.Error.WriteLine($"NATS: {error.Error}");
        return ValueTask.CompletedTask;
    };
    await connection.ConnectAsync();

    using var tracing = Tracing.Listen();
    var publisher = new EventPublisher(connection, options.KeyId is { } key ? new EventSigner(key, options.Secret!) : null);
    var session = new Session(publisher, account, TimeProvider.System);
    Console.WriteLine($"Sub-account {account.SubAccountId} with {account.Balance} {account.Symbol}");
    await session.PlayAsync(options.Orders, options.Interval, cancellation);
    if (options.Bad)
    {
        await session.PublishStaleUpdateAsync(cancellation);
    }
    Console.WriteLine($"{publisher.Published} events acknowledged. The ledger should come to {session.Balance:0.########} {account.Symbol}.");

    if (api is not null)
    {
        await CompareAsync(api, account, session.Balance, cancellation);
    }
}

static async Task CompareAsync(PlatformApi api, Account account, decimal expected, CancellationToken cancellation)
{
    var balance = await api.BalanceAsync(account.SubAccountId, cancellation);
    for (var attempt = 1; balance != expected && attempt < 20; attempt++)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), cancellation);
        balance = await api.BalanceAsync(account.SubAccountId, cancellation);
    }
    Console.WriteLine(balance == expected
        ? $"The ledger says {balance:0.########} {account.Symbol}: applied."
        : $"The ledger says {balance:0.########} {account.Symbol}: see GET /v1/events/status and the dead letters.");
}
