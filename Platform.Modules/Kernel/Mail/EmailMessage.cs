namespace Platform.Kernel.Mail;

/// <summary>An e-mail to one person. It may carry links that open doors, so nothing of it is ever logged.</summary>
/// <param name="To">The address, such as <c>alice@example.com</c>.</param>
/// <param name="Text">The body as plain text, which every reader can show.</param>
/// <param name="Html">The same for readers that show HTML; whoever writes it encodes what is not his own.</param>
public sealed record EmailMessage(string To, string Subject, string Text, string? Html = null);

/// <summary>Hands an e-mail to the mail server. Requests do not wait for one: they queue with <see cref="Mailer"/>.</summary>
public interface IEmailSender
{
    /// <exception cref="MailRefusedException">The server will never take it.</exception>
    Task SendAsync(EmailMessage message, CancellationToken cancellation);
}

/// <summary>The address or the message is one that will not be taken, however often it is tried.</summary>
public sealed class MailRefusedException(string message, Exception? inner = null) : Exception(message, inner);
