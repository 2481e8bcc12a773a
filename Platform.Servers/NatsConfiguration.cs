namespace Platform.Servers;

/// <summary>The configuration file of nats-server: JetStream, and who may do what.</summary>
/// <remarks>
/// Bots have an account of their own. What they publish enters the platform's account as a service request, so a bot
/// sees nothing of the platform's subjects, and the reply subject that it names is only ever answered in its own
/// account: within one account a bot could name <c>$JS.API.STREAM.PURGE.TRADING</c> as the reply of an event, and the
/// acknowledgement would purge the stream.
/// </remarks>
public sealed record NatsConfiguration(string Host, int Port, int MonitoringPort, string StoreFolder, string? PlatformPassword)
{
    public const string PlatformUser = "platform";

    /// <summary>The user of bots in Development, and its password.</summary>
    public const string BotUser = "bot";

    /// <summary>The variable that the server reads the platform's password from, when the configuration is to hold none.</summary>
    public string? PasswordVariable { get; init; }

    /// <summary>The same for the password of bots; where it is not named, it is that of Development.</summary>
    public string? BotPasswordVariable { get; init; }

    /// <summary>Whether each message is written through to the disk before it is acknowledged; nats-server knows how since 2.10.</summary>
    public bool SyncAlways { get; init; }

    public override string ToString() =>
        $$"""
        listen: "{{Host}}:{{Port}}"
        http: "{{Host}}:{{MonitoringPort}}"
        jetstream {
          store_dir: "{{StoreFolder}}"
          {{(SyncAlways ? "sync_interval: always" : "")}}
        }
        accounts {
          PLATFORM {
            jetstream: enabled
            users: [ { user: "{{PlatformUser}}", password: {{(PasswordVariable is null ? $"\"{PlatformPassword}\"" : $"${PasswordVariable}")}} } ]
            exports: [
              { service: "trading.>", accounts: [BOTS] }
              { service: "system.heartbeat", accounts: [BOTS] }
            ]
          }
          BOTS {
            users: [ {
              user: "{{BotUser}}", password: {{(BotPasswordVariable is null ? $"\"{BotUser}\"" : $"${BotPasswordVariable}")}}
              permissions: {
                publish: { allow: ["trading.>", "system.heartbeat"], deny: ["trading.dead.>"] }
                subscribe: { allow: ["_INBOX.>"] }
              }
            } ]
            imports: [
              { service: { account: PLATFORM, subject: "trading.>" } }
              { service: { account: PLATFORM, subject: "system.heartbeat" } }
            ]
          }
        }
        """;
}
