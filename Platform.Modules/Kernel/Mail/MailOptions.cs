using System.ComponentModel.DataAnnotations;
using MailKit.Security;

namespace Platform.Kernel.Mail;

/// <summary>The mail server, and in whose name mail is sent (section <c>Mail</c>).</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>Empty where there is none; mail then waits, and is given up after a day.</summary>
    [MaxLength(255)]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Empty where the server asks for no sign-in.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    [Required, MaxLength(320)]
    public string From { get; set; } = "no-reply@example.com";

    [MaxLength(100)]
    public string FromName { get; set; } = "Platform";

    public MailTls Tls { get; set; } = MailTls.StartTls;

    public SecureSocketOptions SocketOptions => Tls switch
    {
        MailTls.None => SecureSocketOptions.None,
        MailTls.Implicit => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };
}

/// <summary>How the connection to the mail server is encrypted.</summary>
internal enum MailTls
{
    /// <summary>Only for a server on this machine.</summary>
    None,

    /// <summary>Begins plain and refuses to go on without TLS (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Implicit,
}
