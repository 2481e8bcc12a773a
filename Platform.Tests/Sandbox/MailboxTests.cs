using System.Net.Sockets;
using System.Text;
using Platform.Tests.Support;

namespace Platform.Tests.Sandbox;

/// <summary>The mail server of the sandbox, spoken to as a mail client does, and worse.</summary>
public sealed class MailboxTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_takes_mail_line_by_line_and_shows_it()
    {
        using var smtp = await ConnectAsync();
        Assert.StartsWith("220", await smtp.ReadAsync());
        Assert.StartsWith("250", await smtp.AskAsync("HELO test"));
        Assert.StartsWith("503", await smtp.AskAsync("DATA"));
        Assert.StartsWith("503", await smtp.AskAsync("RCPT TO:<dora@example.com>"));
        Assert.StartsWith("250", await smtp.AskAsync("MAIL FROM:<a@example.com>"));
        Assert.StartsWith("503", await smtp.AskAsync("MAIL FROM:<b@example.com>"));
        Assert.StartsWith("501", await smtp.AskAsync("RCPT TO:nobody"));
        Assert.StartsWith("550", await smtp.AskAsync("RCPT TO:<bounce@example.com>"));
        Assert.StartsWith("250", await smtp.AskAsync("RCPT TO:<dora@example.com>"));
        Assert.StartsWith("354", await smtp.AskAsync("DATA"));
        Assert.StartsWith("250", await smtp.AskAsync("Subject: <script>alert(1)</script>\r\n\r\nhttps://example.com/a?b=1 and\r\n..one dot\r\n."));
        Assert.StartsWith("250", await smtp.AskAsync("NOOP"));
        Assert.StartsWith("502", await smtp.AskAsync("VRFY dora"));
        Assert.StartsWith("221", await smtp.AskAsync("QUIT"));

        var sandbox = await servers.SandboxAsync();
        var mail = Assert.Single(await Mailbox.ToAsync(sandbox, "dora@example.com"));
        Assert.Equal("https://example.com/a?b=1 and\n.one dot\n", mail.GetProperty("text").GetString()!.ReplaceLineEndings("\n"));
        var list = await Http.Client.GetStringAsync($"{sandbox.Address}/mailbox", Cancellation);
        Assert.Contains("dora@example.com", list, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", list, StringComparison.Ordinal);
        var page = await Http.Client.GetStringAsync($"{sandbox.Address}/mailbox/{mail.GetProperty("id").GetString()}", Cancellation);
        Assert.Contains("href=\"https://example.com/a?b=1\"", page, StringComparison.Ordinal);

        await Http.Client.DeleteAsync($"{sandbox.Address}/mailbox/messages?to=dora@example.com", Cancellation);
        Assert.Empty(await Mailbox.ToAsync(sandbox, "dora@example.com"));
    }

    [Fact]
    public async Task It_refuses_what_is_too_large_and_goes_on()
    {
        using var smtp = await ConnectAsync();
        await smtp.ReadAsync();
        await smtp.AskAsync("HELO test");
        Assert.StartsWith("552", await smtp.AskAsync("MAIL FROM:<a@example.com> SIZE=2000000"));
        await smtp.AskAsync("MAIL FROM:<a@example.com>");
        await smtp.AskAsync("RCPT TO:<emil@example.com>");
        await smtp.AskAsync("DATA");
        var line = new string('x', 990) + "\r\n";
        Assert.StartsWith("552", await smtp.AskAsync(string.Concat(Enumerable.Repeat(line, 1200)) + "."));
        Assert.StartsWith("250", await smtp.AskAsync("RSET"));
        Assert.Empty(await Mailbox.ToAsync(await servers.SandboxAsync(), "emil@example.com"));
    }

    [Fact]
    public async Task A_line_that_never_ends_breaks_only_its_own_connection()
    {
        using var smtp = await ConnectAsync();
        await smtp.ReadAsync();
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await smtp.SendAsync(new string('x', 100_000));
                await Task.Delay(10, Cancellation);
            }
        });
        using var another = await ConnectAsync();
        Assert.StartsWith("220", await another.ReadAsync());
    }

    private async Task<Conversation> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", (await servers.SandboxAsync()).MailPort, Cancellation);
        return new Conversation(client);
    }

    private sealed class Conversation(TcpClient client) : IDisposable
    {
        private readonly StreamReader reader = new(client.GetStream(), Encoding.UTF8);

        public Task SendAsync(string text) => client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), Cancellation).AsTask();

        public async Task<string> ReadAsync() => await reader.ReadLineAsync(Cancellation) ?? "";

        public async Task<string> AskAsync(string line)
        {
            await SendAsync(line + "\r\n");
            return await ReadAsync();
        }

        public void Dispose()
        {
            reader.Dispose();
            client.Dispose();
        }
    }
}
