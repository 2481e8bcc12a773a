using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace TradingBot;

/// <summary>The few reads of the trading surface that a bot needs to find out what it reports on.</summary>
internal sealed class PlatformApi(Uri address, string token) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { ConnectTimeout = _patience });

    /// <summary>The first sub-account of the token's owner that fits the options.</summary>
    public async Task<Account> FindAccountAsync(BotOptions options, CancellationToken cancellation)
    {
        var user = await GetAsync<Named>("/v1/users/me", cancellation);
        var tradings = await GetAsync<Trading[]>("/v1/tradings", cancellation);
        var trading = tradings.Where(t => options.TradingId is null || t.Id == options.TradingId).Select(t => t.Id).ToHashSet();
        if (trading.Count == 0)
        {
            throw new ApiException("There is no such trading yet: create one with POST /v1/tradings.");
        }
        var all = await GetAsync<SubAccountList>("/v1/sub-accounts", cancellation);
        var found = all.SubAccounts.FirstOrDefault(a => trading.Contains(a.TradingId)
            && (options.SubAccountId is null || a.Id == options.SubAccountId)
            && (options.Symbol is null || string.Equals(a.Symbol, options.Symbol, StringComparison.OrdinalIgnoreCase)))
            ?? throw new ApiException("There is no such sub-account yet: create one with POST /v1/sub-accounts.");
        return new Account(user.Id, found.TradingId, found.Id, found.Symbol, found.Balance);
    }

    /// <summary>The balance of a sub-account as the ledger has it now.</summary>
    public async Task<decimal> BalanceAsync(Guid subAccountId, CancellationToken cancellation) =>
        (await GetAsync<SubAccount>($"/v1/sub-accounts/{subAccountId}", cancellation)).Balance;

    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            var answer = await response.Content.ReadFromJsonAsync<Answer<T>>(BotJson.Options, limit.Token);
            return answer switch
            {
                { Success: true, Data: { } data } => data,
                { Error: { } error } => throw new ApiException($"GET {path}: {error.Code}, {error.Message}"),
                _ => throw new ApiException($"GET {path}: {(int)response.StatusCode} without an answer that can be read."),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ApiException($"GET {new Uri(address, path)}: {fault.Message}");
        }
    }

    private sealed record Answer<T>(bool Success, T? Data, Problem? Error);

    private sealed record Problem(string Code, string Message);

    private sealed record Named(Guid Id);

    private sealed record Trading(Guid Id, string Name);

    private sealed record SubAccountList(SubAccount[] SubAccounts);

    private sealed record SubAccount(Guid Id, Guid TradingId, string Symbol, decimal Balance);
}

/// <summary>The API refused, or could not be reached.</summary>
internal sealed class ApiException(string message) : Exception(message);
