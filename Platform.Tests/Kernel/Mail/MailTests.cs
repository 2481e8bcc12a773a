using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.Client.JetStream;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Mail;
using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Kernel.Mail;

/// <summary>Mail from a transaction to the mailbox of the sandbox.</summary>
public sealed class MailTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_leaves_only_if_its_transaction_commits_and_is_readable_nowhere_on_its_way()
    {
        await using var floor = await Floor.OpenAsync(servers);
        var log = new CapturedLog();
        var token = Guid.CreateVersion7().ToString("n");
        await QueueAsync(floor, new EmailMessage("never@example.com", "Undone", "nothing"), commit: false);
        await QueueAsync(floor, new EmailMessage("carol@example.com", "Grüße\r\nBcc: eve@example.com", $"Open https://example.com/reset?token={token}\n.dot", $"<a href=\"#{token}\">Open</a>"));
        var stored = await floor.Database.DumpAsync();
        Assert.DoesNotContain(token, stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(token)), stored, StringComparison.OrdinalIgnoreCase);

        await StartWorkerAsync(floor, log);
        var sandbox = await servers.SandboxAsync();
        var mail = await Mailbox.NextToAsync(sandbox, "carol@example.com");

        Assert.Equal("Grüße  Bcc: eve@example.com", mail.GetProperty("subject").GetString());
        Assert.Equal(["carol@example.com"], mail.GetProperty("to").EnumerateArray().Select(a => a.GetString()));
        Assert.Equal($"Open https://example.com/reset?token={token}\n.dot", mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n").TrimEnd());
        Assert.Contains(token, mail.GetProperty("html").GetString(), StringComparison.Ordinal);
        Assert.Empty(await Mailbox.ToAsync(sandbox, "never@example.com"));
        Assert.DoesNotContain(token, log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("carol@example.com", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_is_turned_away_for_now_comes_again_and_one_that_bounces_becomes_a_dead_letter()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await QueueAsync(floor, new EmailMessage("bounce@example.com", "Nobody", "there"));
        await QueueAsync(floor, new EmailMessage("not an address", "Nobody", "there"));
        await QueueAsync(floor, new EmailMessage("greylist1@example.com", "Later", "again"));
        await StartWorkerAsync(floor);

        await Mailbox.NextToAsync(await servers.SandboxAsync(), "greylist1@example.com");
        await using var nats = new NatsConnection(new NatsOpts { Url = floor.Nats.ConnectionString });
        var js = new NatsJSContext(nats);
        await Retry.UntilEqual(2L, async () => (await js.GetStreamAsync("MAIL_DEAD", cancellationToken: Cancellation)).Info.State.Messages);
        await Retry.UntilEqual(0L, async () => (await js.GetStreamAsync("MAIL", cancellationToken: Cancellation)).Info.State.Messages);
    }

    [Fact]
    public async Task A_mail_waits_for_a_mail_server_that_is_away()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await QueueAsync(floor, new EmailMessage("patient@example.com", "Waits", "until it is there"));
        await StartWorkerAsync(floor, port: 1);
        await Retry.UntilEqual(0L, () => floor.ReadAsync<long>("SELECT count(*) FROM events.outbox"));
        await floor.StopWorkersAsync();
        await StartWorkerAsync(floor);

        // JetStream may have handed it to the first Worker just as that stopped asking; then it comes again once it is overdue.
        await Mailbox.NextToAsync(await servers.SandboxAsync(), "patient@example.com", JetStreamSetup.AckWait + TimeSpan.FromSeconds(30));
    }

    private async Task StartWorkerAsync(Floor floor, CapturedLog? log = null, int? port = null)
    {
        var mailPort = port ?? (await servers.SandboxAsync()).MailPort;
        await floor.StartWorkerAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Mail:Host", "127.0.0.1"), new("Mail:Port", $"{mailPort}"), new("Mail:Tls", "None")]);
            if (log is not null)
            {
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
            }
        });
    }

    private async Task QueueAsync(Floor floor, EmailMessage message, bool commit = true)
    {
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PlatformDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
        await host.Services.GetRequiredService<Mailer>().QueueAsync(db, message, Cancellation);
        await db.SaveChangesAsync(Cancellation);
        if (commit)
        {
            await transaction.CommitAsync(Cancellation);
        }
    }
}
