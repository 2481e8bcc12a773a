using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Auth.Resets;
using Platform.Kernel.Mail;

namespace Platform.Tests.Support;

/// <summary>The mail of a test: what the sandbox got over SMTP, and what a host without Workers has queued.</summary>
public static class Mailbox
{
    /// <summary>What arrived for an address, newest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ToAsync(TestSandbox sandbox, string address)
    {
        var text = await Http.Client.GetStringAsync($"{sandbox.Address}/mailbox/messages?to={Uri.EscapeDataString(address)}", TestContext.Current.CancellationToken);
        return [.. JsonElement.Parse(text).GetProperty("items").EnumerateArray()];
    }

    /// <summary>The newest mail to an address, once there is one.</summary>
    public static async Task<JsonElement> NextToAsync(TestSandbox sandbox, string address, TimeSpan? patience = null)
    {
        IReadOnlyList<JsonElement> mails = [];
        await Retry.Until(async () => (mails = await ToAsync(sandbox, address)).Count > 0, $"a mail to {address} arrives", patience);
        return mails[0];
    }

    /// <summary>Does of a host without Workers what these do with requests for new passwords.</summary>
    public static async Task SendResetsAsync(TestDatabase database, ApiHost host)
    {
        foreach (var row in await database.RowsAsync("DELETE FROM events.outbox WHERE subject = 'resets.asked' RETURNING payload"))
        {
            await host.Services.GetRequiredService<ResetRequests>().SendAsync((byte[])row[0]!, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>What waits in the outbox for an address, newest first.</summary>
    public static async Task<IReadOnlyList<EmailMessage>> QueuedAsync(TestDatabase database, ApiHost host, string address)
    {
        var mailer = host.Services.GetRequiredService<Mailer>();
        var rows = await database.RowsAsync("SELECT payload FROM events.outbox WHERE subject = 'mail.send' ORDER BY id DESC");
        var mails = new List<EmailMessage>();
        foreach (var row in rows)
        {
            mails.Add(await mailer.OpenAsync((byte[])row[0]!, TestContext.Current.CancellationToken));
        }

        return [.. mails.Where(m => string.Equals(m.To, address, StringComparison.OrdinalIgnoreCase))];
    }
}
