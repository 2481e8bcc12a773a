using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Platform.Tests.Support;

/// <summary>The sandbox in this process on a free port, with more people than usual.</summary>
public sealed class TestSandbox : IAsyncDisposable
{
    /// <summary>How many users there are beside those with a name, of whom mallory's e-mail is not verified.</summary>
    public const int MoreUsers = 90;

    private static readonly string[] Levels = ["owner", "distributor", "reseller", "customer", "neighbour"];
    private static readonly string[] Named = ["alice", "bob", "admin", "mallory", .. Levels, .. Levels.Select(level => $"{level}-support")];
    private readonly WebApplication app;

    private TestSandbox(WebApplication app) => this.app = app;

    /// <summary>Where it takes mail.</summary>
    public int MailPort { get; private init; }

    public string Address => app.Urls.First();

    public static string EmailOf(string login) => $"{login}@example.com";

    public static async Task<TestSandbox> StartAsync()
    {
        var users = Named.Concat(Enumerable.Range(1, MoreUsers).Select(n => $"user{n}"))
            .SelectMany((login, i) => new (string, string?)[]
            {
                ($"Sandbox:Users:{i}:Login", login), ($"Sandbox:Users:{i}:Email", EmailOf(login)), ($"Sandbox:Users:{i}:Name", $"{login} Example"),
                ($"Sandbox:Users:{i}:EmailVerified", login == "mallory" ? "false" : "true"),
            });
        var app = Platform.Sandbox.Program.Build(Arguments.Of("Platform.Sandbox", [.. users, ("Sandbox:Mailbox:Port", "0")]), builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        var mailbox = JsonElement.Parse(await Http.Client.GetStringAsync($"{app.Urls.First()}/mailbox/messages"));
        return new TestSandbox(app) { MailPort = mailbox.GetProperty("port").GetInt32() };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
