namespace Platform.AppHost.Settings;

/// <summary>What is printed when everything is ready: what runs where, and what to try first.</summary>
internal static class Welcome
{
    public static string Text(PublicPorts ports, string? dashboard)
    {
        var nats = $"nats://bot:bot@localhost:{ports.Nats}";
        (string Name, string Address)[] processes =
        [
            .. dashboard is null ? Array.Empty<(string, string)>() : [("dashboard", dashboard)],
            ("api", ports.ApiUrl), ("reference", $"{ports.ApiUrl}/docs"), ("sandbox", ports.SandboxUrl), ("mailbox", $"{ports.SandboxUrl}/mailbox"), ("nats", $"{nats}  (for bots)"),
        ];
        var environment = ports.IsUsual ? "" : $"PLATFORM_PORT={ports.Api} PLATFORM_NATS_PORT={ports.Nats} PLATFORM_SANDBOX_PORT={ports.Sandbox} ";
        var rows = processes.Select(process => $"  {process.Name,-10} {process.Address}");
        return $$"""

            The platform is ready.

            {{string.Join(Environment.NewLine, rows)}}

              demo users   alice@example.com, bob@example.com, admin@example.com (administrator)
              sign in      token=$({{environment}}eng/sign-in alice@example.com)
                           curl -H "Authorization: Bearer $token" {{ports.ApiUrl}}/v1/users/me
              business     superadmin@acme.com, admin@acme.com, employee@acme.com, password secret
                           curl {{ports.ApiUrl}}/api/auth/login -d email=admin@acme.com -d password=secret
              operations   token=$({{environment}}eng/operations-sign-in owner@example.com)    also distributor@, reseller@, customer@, each with -support
                           curl -H "Authorization: Bearer $token" {{ports.ApiUrl}}/api/auth/me
              first event  {{environment}}eng/first-event
              a bot        dotnet run --project samples/trading-bot -- --nats {{nats}} --api {{ports.ApiUrl}} --token $token

              Ctrl-C stops everything; ./run starts again with the same data, ./run --reset with none.

            """;
    }
}
