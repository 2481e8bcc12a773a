using MimeKit;

namespace Platform.Sandbox.Mailbox;

/// <summary>A mail that arrived.</summary>
public sealed record StoredMail(
    string Id, string MessageId, string From, IReadOnlyList<string> To, string Subject, string Text, string? Html, DateTimeOffset ReceivedAt)
{
    /// <param name="recipients">Those of the envelope; the header may name others.</param>
    internal static StoredMail Read(MimeMessage message, IReadOnlyList<string> recipients, DateTimeOffset receivedAt) => new(
        Guid.CreateVersion7().ToString("n"), message.MessageId ?? "", message.From.ToString(), recipients, message.Subject ?? "",
        message.TextBody ?? "", message.HtmlBody, receivedAt);
}

/// <summary>What arrived, in memory; the newest 500.</summary>
internal sealed class MailStore
{
    private const int Capacity = 500;
    private const int MaxKnown = 10_000;

    private readonly Lock gate = new();
    private readonly LinkedList<StoredMail> mails = [];
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    public void Add(StoredMail mail)
    {
        lock (gate)
        {
            mails.AddFirst(mail);
            if (mails.Count > Capacity)
            {
                mails.RemoveLast();
            }
        }
    }

    /// <summary>Newest first; all, or those to one address.</summary>
    public IReadOnlyList<StoredMail> List(string? to = null)
    {
        lock (gate)
        {
            return [.. mails.Where(m => to is null || m.To.Contains(to, StringComparer.OrdinalIgnoreCase))];
        }
    }

    public StoredMail? Find(string id)
    {
        lock (gate)
        {
            return mails.FirstOrDefault(m => m.Id == id);
        }
    }

    /// <returns>How many were deleted.</returns>
    public int Delete(string? to)
    {
        lock (gate)
        {
            var gone = mails.Where(m => to is null || m.To.Contains(to, StringComparer.OrdinalIgnoreCase)).ToList();
            gone.ForEach(m => mails.Remove(m));
            return gone.Count;
        }
    }

    /// <summary>Whether nobody has asked for this address before.</summary>
    public bool IsNew(string address)
    {
        lock (gate)
        {
            if (known.Count >= MaxKnown)
            {
                known.Clear();
            }

            return known.Add(address);
        }
    }
}
