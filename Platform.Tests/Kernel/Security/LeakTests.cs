using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Platform.Tests.Support;

namespace Platform.Tests.Kernel.Security;

/// <summary>Secrets stay where they are: in no answer, no log, no trace and no column.</summary>
public sealed class LeakTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string ApiKey = "leak-test-api-key-0001";
    private const string ApiSecret = "leak-test-api-secret-0001";

    private static readonly string[] Categories =
        ["Default", "Platform", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "NATS", "Npgsql", "Polly", "System.Net.Http.HttpClient"];

    /// <summary>As configured, and with everything on, as somebody who looks for a fault would have it.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("Debug")]
    public async Task No_secret_is_in_an_answer_a_log_a_trace_or_a_column(string? level)
    {
        using var log = new CapturedLog(LogLevel.Trace);
        using var traces = new Traces();
        await using var host = await api.ReplicaAsync(new ApiOptions { Log = log, Settings = Categories.ToDictionary(c => $"Logging:LogLevel:{c}", _ => level) });
        var secrets = new List<string>
        {
            ApiKey, ApiSecret, ApiHost.SigningKey, ApiHost.MasterKey, ApiHost.GoogleSecret, ApiHost.WeChatSecret, TestDatabase.AppPassword,
        };
        var answers = new List<string>();
        foreach (var provider in new[] { "google", "wechat" })
        {
            await UseAsync(host, level is null ? "alice" : "bob", provider, secrets, answers);
        }

        Assert.Contains(log.Lines, line => line.Contains("Sign-in through wechat failed", StringComparison.Ordinal));
        Assert.Equal(level is not null, log.Lines.Any(line => line.Contains("INSERT INTO trading.exchange_bindings", StringComparison.Ordinal)));
        Assert.Contains(traces.Spans, span => span.Contains("/v1/auth/callback", StringComparison.Ordinal));
        Assert.Contains(traces.Spans, span => span.Contains("/wechat/sns/oauth2/access_token", StringComparison.Ordinal));
        Assert.Contains(answers, text => text.Contains("leak...0001", StringComparison.Ordinal));
        var stored = await api.Database.DumpAsync();
        Assert.Contains(Convert.ToHexString(await api.Database.ScalarAsync<byte[]>("SELECT wrapped FROM security.data_keys") ?? []), stored, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(traces.Spans, span => span.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(answers, text => text.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), stored, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Signs in, does everything with secrets that works, and everything that fails.</summary>
    private static async Task UseAsync(ApiHost host, string login, string provider, List<string> secrets, List<string> answers)
    {
        var (code, state) = await Member.ApproveAsync(host, login, provider);
        var signedIn = await host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state });
        answers.Add((await host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state })).Refused(400, "OAUTH_ERROR").Text);
        var (_, second) = await Member.ApproveAsync(host, login, provider);
        answers.Add((await host.Anonymous.PostAsync("/v1/auth/callback", new { provider, code, state = second })).Refused(400, "OAUTH_ERROR").Text);
        var (token, refresh) = (signedIn.Data.GetProperty("access_token").GetString()!, signedIn.Data.GetProperty("refresh_token").GetString()!);
        var refreshed = await host.Anonymous.PostAsync("/v1/auth/refresh", new { refresh_token = refresh });
        secrets.AddRange([code, state, second, token, refresh, refreshed.Data.GetProperty("access_token").GetString()!, refreshed.Data.GetProperty("refresh_token").GetString()!]);

        var member = host.With(token);
        var created = await member.PostAsync("/v1/exchange-bindings", Desk.Binding("leak", ApiKey, ApiSecret));
        foreach (var answer in new[]
        {
            created, await member.PostAsync("/v1/exchange-bindings", Desk.Binding("leak", ApiKey, ApiSecret)),
            await member.PostAsync("/v1/exchange-bindings", Desk.Binding(key: ApiKey, secret: ApiSecret)),
            await member.PostAsync("/v1/exchange-bindings", new { name = ApiSecret.Length, exchange = "kraken", type = "private", api_key = ApiKey, api_secret = ApiSecret }),
            await member.PostAsync("/v1/exchange-bindings", $$"""{"name":"n","exchange":"kraken","type":"private","api_key":"{{ApiKey}}","api_secret":"{{ApiSecret}}" broken"""),
            await member.PutAsync($"/v1/exchange-bindings/{created.Id}", new { api_key = ApiKey, api_secret = ApiSecret, status = "nonsense" }),
            await member.PutAsync($"/v1/exchange-bindings/{created.Id}", new { api_key = ApiKey, api_secret = ApiSecret }),
            await member.GetAsync($"/v1/exchange-bindings/{created.Id}"), await member.GetAsync("/v1/exchange-bindings"), await member.GetAsync("/v1/users/me"),
            await host.With(token + "x").GetAsync("/v1/users/me"), await host.With(refresh).GetAsync("/v1/users/me"),
            await member.PostAsync("/v1/auth/logout"),
        })
        {
            answers.Add(answer.Text);
        }
    }

    /// <summary>All spans of this process, with their tags and events.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly ActivityListener listener;

        public Traces()
        {
            listener = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => Spans.Add(
                    $"{span.Source.Name} {span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(e => e.Tags))} {span.StatusDescription}"),
            };
            ActivitySource.AddActivityListener(listener);
        }

        public ConcurrentBag<string> Spans { get; } = [];

        public void Dispose() => listener.Dispose();
    }
}
