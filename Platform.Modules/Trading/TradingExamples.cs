using Platform.Kernel.Http;
using Platform.Trading.Account;
using Platform.Trading.Bindings;
using Platform.Trading.BotKeys;
using Platform.Trading.Ingest;
using Platform.Trading.Ledger;
using Platform.Trading.Logs;
using Platform.Trading.SignIn;
using Platform.Trading.SubAccounts;
using Platform.Trading.Tradings;

namespace Platform.Trading;

/// <summary>Examples of the trading surface's bodies, for its documentation.</summary>
internal static class TradingExamples
{
    public static readonly SchemaExamples All = new(new Dictionary<Type, string>
    {
        [typeof(LoginRequest)] = """{"provider":"google","redirect_uri":"http://localhost:3000/callback"}""",
        [typeof(CallbackRequest)] = """{"provider":"google","code":"4/0Ab-code-from-the-redirect","state":"state-from-the-login"}""",
        [typeof(RefreshRequest)] = """{"refresh_token":"wz7rOBxbgsSVpF3j-n2bpU_kVP-yfjNw1htDOgJ4P9U"}""",
        [typeof(ProfileChange)] = """{"username":"alice_a","settings":{"timezone":"Europe/Zurich","currency":"CHF"}}""",
        [typeof(NewBinding)] = """{"name":"Main account","exchange":"kraken","type":"private","api_key":"kr-key-8f2a91c0","api_secret":"kr-secret-77d1","info":{"testnet":false}}""",
        [typeof(BindingChange)] = """{"name":"Main account (old)","status":"inactive"}""",
        [typeof(NewTrading)] = """{"name":"Momentum, live","exchange_binding_id":"01a20641-c7b5-7bdc-bbfc-7d64e2b260e6","type":"real","info":{"strategy":"momentum"}}""",
        [typeof(TradingChange)] = """{"status":"paused"}""",
        [typeof(NewBotKey)] = """{"name":"Momentum bot","trading_ids":["01a20641-c93a-7540-9e35-085e7afcb7be"],"expires_at":"2027-03-01T00:00:00Z"}""",
        [typeof(BotKeyChange)] = """{"name":"Momentum bot, second machine"}""",
        [typeof(NewSubAccount)] = """{"name":"Cash","symbol":"USDT","balance":"10000","trading_id":"01a20641-c93a-7540-9e35-085e7afcb7be"}""",
        [typeof(SubAccountChange)] = """{"name":"Cash reserve"}""",
        [typeof(NewLog)] = """
            {"trading_id":"01a20641-c93a-7540-9e35-085e7afcb7be","type":"long","source":"bot","message":"Bought 2 ETH",
             "info":{"stock_account_id":"01a20641-ca5c-79d0-87e6-196b436818d6","currency_account_id":"01a20641-cb07-7e9d-8990-62a17c7aea89",
                     "price":"3000","volume":"2","stock":"ETH","currency":"USDT","fee":"12"}}
            """,
        [typeof(TransactionView)] = """
            {"id":"01a20641-cc62-7001-ab03-6d48fad45ef9","timestamp":"2026-03-01T09:30:00Z","direction":"debit","reason":"long","amount":"6012",
             "closing_balance":"3988","price":"3000","quote_symbol":"USDT","sub_account_id":"01a20641-cb07-7e9d-8990-62a17c7aea89",
             "trading_id":"01a20641-c93a-7540-9e35-085e7afcb7be","user_id":"01a20641-14fb-7a01-b9c6-fe95e177cfdd","info":{}}
            """,
        [typeof(NewReplay)] = """{"start_time":"2026-03-01T00:00:00Z","end_time":"2026-03-02T00:00:00Z","event_types":["trading.balance.updated"]}""",
    });
}
