using System.Globalization;

namespace TradingBot;

/// <summary>What the command line and the environment say; the command line wins.</summary>
internal sealed record BotOptions
{
    public const string Usage = """
        Publishes a bot's events to the platform: orders, balances, signals, an error, heartbeats.

        With the API, which tells the ids and the balance:
          dotnet run --project samples/trading-bot -- --api http://127.0.0.1:5100 --token <access token>

        With NATS only:
          dotnet run --project samples/trading-bot -- --user <id> --trading <id> --sub-account <id> --symbol USDT --balance 1000

        option            environment         meaning
        --nats            BOT_NATS            server and user (nats://bot:bot@127.0.0.1:4222)
        --creds           BOT_CREDS           credentials file instead of user and password
        --key             BOT_KEY_ID          id of the bot key that signs the events, goes with --secret
        --secret          BOT_SECRET          secret of the bot key
        --api             BOT_API             address of the API
        --token           BOT_TOKEN           access token, goes with --api
        --user            BOT_USER_ID         owner of the trading
        --trading         BOT_TRADING_ID      trading to report on
        --sub-account     BOT_SUB_ACCOUNT_ID  sub-account to report on
        --symbol          BOT_SYMBOL          symbol of the sub-account
        --balance         BOT_BALANCE         balance of the sub-account now (0)
        --orders          BOT_ORDERS          how many orders to play (10)
        --interval        BOT_INTERVAL        milliseconds between orders (0)
        --bad                                 adds one event with a stale previous_balance: a dead letter

        With --api, --trading, --sub-account and --symbol narrow down the choice.
        """;

    public string Nats { get; init; } = "nats://bot:bot@127.0.0.1:4222";
    public string? CredentialsFile { get; init; }
    public Guid? KeyId { get; init; }
    public string? Secret { get; init; }
    public Uri? Api { get; init; }
    public string? Token { get; init; }
    public Guid? UserId { get; init; }
    public Guid? TradingId { get; init; }
    public Guid? SubAccountId { get; init; }
    public string? Symbol { get; init; }
    public decimal Balance { get; init; }
    public int Orders { get; init; } = 10;
    public TimeSpan Interval { get; init; }
    public bool Bad { get; init; }

    /// <summary>The account that the options name in full, when no API is asked.</summary>
    public Account NamedAccount() => new(
        UserId ?? throw Missing("--user"),
        TradingId ?? throw Missing("--trading"),
        SubAccountId ?? throw Missing("--sub-account"),
        Symbol ?? throw Missing("--symbol"),
        Balance);

    /// <summary>Reads the options; <see cref="UsageException"/> says what is wrong with them.</summary>
    public static BotOptions Read(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var given = Given(args);
        string? Text(string option, string variable) =>
            given.TryGetValue(option, out var value) ? value : environment(variable) is { Length: > 0 } set ? set : null;
        T? Parsed<T>(string option, string variable) where T : struct, ISpanParsable<T> =>
            Text(option, variable) is not { } text ? null
            : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value
            : throw new UsageException($"{option}: '{text}' is not a valid value.");

        var options = new BotOptions();
        options = options with
        {
            Nats = Text("--nats", "BOT_NATS") ?? options.Nats,
            CredentialsFile = Text("--creds", "BOT_CREDS"),
            KeyId = Parsed<Guid>("--key", "BOT_KEY_ID"),
            Secret = Text("--secret", "BOT_SECRET"),
            Api = Text("--api", "BOT_API") is { } api ? Address(api) : null,
            Token = Text("--token", "BOT_TOKEN"),
            UserId = Parsed<Guid>("--user", "BOT_USER_ID"),
            TradingId = Parsed<Guid>("--trading", "BOT_TRADING_ID"),
            SubAccountId = Parsed<Guid>("--sub-account", "BOT_SUB_ACCOUNT_ID"),
            Symbol = Text("--symbol", "BOT_SYMBOL"),
            Balance = Parsed<decimal>("--balance", "BOT_BALANCE") ?? 0,
            Orders = Parsed<int>("--orders", "BOT_ORDERS") ?? options.Orders,
            Interval = TimeSpan.FromMilliseconds(Parsed<int>("--interval", "BOT_INTERVAL") ?? 0),
            Bad = given.ContainsKey("--bad"),
        };
        return options switch
        {
            { Api: not null, Token: null } => throw Missing("--token"),
            { KeyId: null, Secret: not null } => throw Missing("--key"),
            { KeyId: not null, Secret: null } => throw Missing("--secret"),
            { Balance: < 0 } => throw new UsageException("--balance: a balance is never below zero."),
            { Orders: < 0 } or { Interval.Ticks: < 0 } => throw new UsageException("--orders and --interval are not negative."),
            { CredentialsFile: { } file } when !File.Exists(file) => throw new UsageException($"--creds: there is no file '{file}'."),
            _ => options,
        };
    }

    private static Dictionary<string, string> Given(IReadOnlyList<string> args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var option = args[i];
            if (option is "--help" or "-h")
            {
                throw new UsageException(null);
            }
            if (option != "--bad" && !Usage.Contains($"\n{option} ", StringComparison.Ordinal))
            {
                throw new UsageException($"{option}: no such option.");
            }
            if (option != "--bad" && i + 1 == args.Count)
            {
                throw new UsageException($"{option}: a value is missing.");
            }
            given[option] = option == "--bad" ? "" : args[++i];
        }
        return given;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new UsageException($"--api: '{text}' is not an http address.");

    private static UsageException Missing(string option) => new($"{option} is missing.");
}

/// <summary>The options cannot be used; without a message, help was asked for.</summary>
internal sealed class UsageException(string? message) : Exception(message)
{
    /// <summary>True when the user asked for help and made no mistake.</summary>
    public bool IsHelp { get; } = message is null;
}
