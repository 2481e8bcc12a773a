using System.Text;
using MimeKit;

namespace Platform.Sandbox.Mailbox;

/// <summary>One SMTP conversation (RFC 5321): greets, takes an envelope, takes the message, keeps it.</summary>
internal sealed class SmtpSession(SmtpLines lines, MailStore store, TimeProvider clock)
{
    public const int MaxMessageBytes = 1024 * 1024;
    private const int MaxRecipients = 100;

    private readonly List<string> recipients = [];
    private string? sender;
    private bool greeted;

    /// <summary>Answers one command.</summary>
    /// <returns>False once the conversation is over.</returns>
    public async Task<bool> StepAsync(CancellationToken cancellation)
    {
        if (!greeted)
        {
            greeted = true;
            await lines.WriteAsync("220 sandbox ESMTP: nothing leaves this machine", cancellation);
        }

        if (await lines.ReadAsync(cancellation) is not { } bytes)
        {
            return false;
        }

        var line = Encoding.UTF8.GetString(bytes);
        var verb = line.Split(' ', 2)[0].ToUpperInvariant();
        var answer = verb switch
        {
            "EHLO" => Reset($"250-sandbox\r\n250-SIZE {MaxMessageBytes}\r\n250-8BITMIME\r\n250 SMTPUTF8"),
            "HELO" => Reset("250 sandbox"),
            "MAIL" => Mail(line),
            "RCPT" => Recipient(line),
            "DATA" when recipients.Count == 0 => "503 Recipients come first",
            "DATA" => await DataAsync(cancellation),
            "RSET" => Reset("250 Forgotten"),
            "NOOP" => "250 Still here",
            "QUIT" => "221 Goodbye",
            _ => "502 Not known here",
        };
        if (answer is null)
        {
            return false;
        }

        await lines.WriteAsync(answer, cancellation);
        return verb != "QUIT";
    }

    private string Reset(string answer)
    {
        sender = null;
        recipients.Clear();
        return answer;
    }

    private string Mail(string line)
    {
        if (sender is not null)
        {
            return "503 One sender a message";
        }

        if (Address(line, "MAIL FROM:") is not { } address)
        {
            return "501 MAIL FROM:<address>";
        }

        var size = line.Split(' ').FirstOrDefault(p => p.StartsWith("SIZE=", StringComparison.OrdinalIgnoreCase));
        if (size is not null && (!long.TryParse(size.AsSpan(5), out var bytes) || bytes > MaxMessageBytes))
        {
            return $"552 At most {MaxMessageBytes} bytes";
        }

        sender = address;
        return "250 Go on";
    }

    private string Recipient(string line)
    {
        if (sender is null)
        {
            return "503 MAIL comes first";
        }

        if (Address(line, "RCPT TO:") is not { Length: > 0 } address || !MailboxAddress.TryParse(address, out _))
        {
            return "501 RCPT TO:<address>";
        }

        if (recipients.Count == MaxRecipients)
        {
            return "452 Too many recipients";
        }

        switch (address.Split('@')[0])
        {
            case "bounce":
                return "550 Nobody of that name";
            case var name when name.StartsWith("greylist", StringComparison.Ordinal) && store.IsNew(address):
                return "451 Come again later";
        }

        recipients.Add(address);
        return "250 Go on";
    }

    private async Task<string?> DataAsync(CancellationToken cancellation)
    {
        await lines.WriteAsync("354 Up to a line with a dot alone", cancellation);
        using var data = new MemoryStream();
        var size = 0L;
        while (await lines.ReadAsync(cancellation) is { } line)
        {
            if (line is [(byte)'.'])
            {
                return Keep(data, size);
            }

            // A line that begins with a dot came with one more (4.5.2).
            var text = line is [(byte)'.', ..] ? line[1..] : line;
            size += text.Length + 2;
            if (size > 8 * MaxMessageBytes)
            {
                throw new InvalidDataException("The message does not end.");
            }

            if (size <= MaxMessageBytes)
            {
                data.Write(text);
                data.Write("\r\n"u8);
            }
        }

        return null;
    }

    private string Keep(MemoryStream data, long size)
    {
        var to = recipients.ToList();
        Reset("");
        if (size > MaxMessageBytes)
        {
            return $"552 At most {MaxMessageBytes} bytes";
        }

        try
        {
            data.Position = 0;
            store.Add(StoredMail.Read(MimeMessage.Load(data), to, clock.GetUtcNow()));
            return "250 Kept";
        }
        catch (FormatException)
        {
            return "554 Not a message";
        }
    }

    private static string? Address(string line, string prefix)
    {
        if (!line.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var rest = line[prefix.Length..].TrimStart();
        var end = rest.IndexOf('>', StringComparison.Ordinal);
        return rest.StartsWith('<') && end > 0 && end <= 321 ? rest[1..end] : null;
    }
}
