using System.Text;
using Platform.Sandbox.Pages;

namespace Platform.Sandbox.Mailbox;

/// <summary>The mail that arrived, as pages for people and as JSON for tests.</summary>
internal static class MailboxEndpoints
{
    public static IServiceCollection AddMailbox(this IServiceCollection services) => services
        .AddSingleton<MailStore>()
        .AddSingleton<MailServer>()
        .AddHostedService(s => s.GetRequiredService<MailServer>());

    public static void MapMailbox(this IEndpointRouteBuilder app)
    {
        var mailbox = app.MapGroup("/mailbox");
        mailbox.MapGet("", (MailStore store, MailServer server) => Page.Of<MailboxPage>(StatusCodes.Status200OK, new()
        {
            [nameof(MailboxPage.Mails)] = store.List(),
            [nameof(MailboxPage.Port)] = server.Port,
        }));
        mailbox.MapGet("/{id}", (string id, MailStore store) => store.Find(id) is { } mail
            ? Page.Of<MailPage>(StatusCodes.Status200OK, new() { [nameof(MailPage.Mail)] = mail })
            : Results.NotFound());
        mailbox.MapGet("/{id}/html", (string id, HttpResponse response, MailStore store) => Show(store.Find(id), response));
        mailbox.MapGet("/messages", (string? to, MailStore store, MailServer server) =>
        {
            var mails = store.List(to);
            return Results.Json(new { port = server.Port, items = mails, total = mails.Count });
        });
        mailbox.MapDelete("/messages", (string? to, MailStore store) => Results.Json(new { deleted = store.Delete(to) }));
    }

    /// <summary>The HTML as its sender wrote it, which may do nothing here but be looked at and have its links followed.</summary>
    private static IResult Show(StoredMail? mail, HttpResponse response)
    {
        if (mail?.Html is not { } html)
        {
            return Results.NotFound();
        }

        response.Headers.ContentSecurityPolicy =
            "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";
        return Results.Text(html, "text/html", Encoding.UTF8);
    }
}
