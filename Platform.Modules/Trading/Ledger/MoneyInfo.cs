using System.Text.Json;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Trading.Ledger;

/// <summary>The <c>info</c> of a trading log that moves money: a trade between two accounts, or one account and an amount.</summary>
internal sealed record MoneyInfo(Guid AccountId, Guid? CurrencyAccountId, string Symbol, decimal Amount, Trade? Trade)
{
    public IEnumerable<Guid> Accounts => CurrencyAccountId is { } currency ? [AccountId, currency] : [AccountId];

    /// <summary>Checks in the documented order; the first thing missing or wrong is answered.</summary>
    public static (MoneyInfo? Info, Problem? Refusal) Read(string type, Json info)
    {
        using var document = JsonDocument.Parse(info.ToString());
        var fields = new Fields(document.RootElement, type);
        var read = type is LedgerRules.Deposit or LedgerRules.Withdraw ? Transfer(fields) : Exchange(fields, type);
        return (read, fields.Refusal);
    }

    private static MoneyInfo Transfer(Fields fields)
    {
        var account = fields.Id("account_id");
        var amount = fields.Amount("amount", zeroAllowed: false);
        return new(account, null, fields.Symbol("currency"), amount, null);
    }

    private static MoneyInfo Exchange(Fields fields, string type)
    {
        var stockAccount = fields.Id("stock_account_id");
        var currencyAccount = fields.Id("currency_account_id");
        var price = fields.Amount("price", zeroAllowed: false);
        var volume = fields.Amount("volume", zeroAllowed: false);
        var stock = fields.Symbol("stock");
        var currency = fields.Symbol("currency");
        var fee = fields.Amount("fee", zeroAllowed: true);
        fields.Check(stockAccount != currencyAccount, "info.stock_account_id and info.currency_account_id must differ");
        return new(stockAccount, currencyAccount, stock, volume, new Trade(type, price, volume, fee, stock, currency));
    }

    /// <summary>Reads the fields of one object; the first refusal stays.</summary>
    private sealed class Fields(JsonElement info, string type)
    {
        public Problem? Refusal { get; private set; }

        public Guid Id(string name)
        {
            var text = Text(name);
            var valid = Guid.TryParse(text, out var id);
            Check(valid || text is null, $"Field '{name}' must be a UUID");
            return id;
        }

        public string Symbol(string name)
        {
            var text = Text(name);
            Check(text is null or { Length: >= 1 and <= 20 }, $"Field '{name}' must have 1 to 20 characters");
            return text ?? "";
        }

        public decimal Amount(string name, bool zeroAllowed)
        {
            if (Find(name) is not { } field)
            {
                return 0;
            }

            var text = field.ValueKind switch { JsonValueKind.Number => field.GetRawText(), JsonValueKind.String => field.GetString(), _ => "" };
            var amount = 0m;
            var wrong = Money.Parse(text, out amount)
                ?? (amount < 0 || (amount == 0 && !zeroAllowed) ? zeroAllowed ? "must not be below zero" : "must be above zero" : null);
            Check(wrong is null, $"Field '{name}' {wrong}");
            return amount;
        }

        public void Check(bool holds, string message)
        {
            if (!holds)
            {
                Refusal ??= TradingProblems.InvalidInfo(message);
            }
        }

        private string? Text(string name)
        {
            if (Find(name) is not { } field)
            {
                return null;
            }

            Check(field.ValueKind == JsonValueKind.String, $"Field '{name}' must be a string");
            return field.ValueKind == JsonValueKind.String ? field.GetString() : null;
        }

        private JsonElement? Find(string name)
        {
            if (info.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null)
            {
                return field;
            }

            Check(false, $"Required field '{name}' missing for trading log type '{type}'");
            return null;
        }
    }
}
