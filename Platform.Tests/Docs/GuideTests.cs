using System.Diagnostics;
using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Docs;

/// <summary>The examples of a guide are run as a reader would, from the first to the last.</summary>
public sealed partial class GuideTests(GuideTests.Local api) : IClassFixture<GuideTests.Local>
{
    /// <summary>Its provider has the name that a reader's has: tokens are good for the issuer that they were asked of only.</summary>
    public sealed class Local(TestServers servers) : ApiFixture(servers)
    {
        public async Task<int> SandboxPortAsync() => new Uri((await Servers.SandboxAsync()).Address).Port;

        protected override async Task<ApiOptions> OptionsAsync() => new() { Settings = ApiHost.Providers($"http://localhost:{await SandboxPortAsync()}") };
    }

    /// <summary>Whatever answers with an error, or not as the guide says, leaves a line behind.</summary>
    private const string Watch = """
        set -u
        curl() { command curl --fail-with-body "$@" || echo "REFUSED $*" >&2; }
        says() { local answer; answer=$(cat); printf '%s\n' "$answer"; case $answer in *"\"$1\":\"$2\""* | *"\"$1\":$2"[,}]*) ;; *) echo "REFUSED to say $1: $2" >&2;; esac; }
        """;

    [Theory]
    [InlineData("first-steps.md")]
    [InlineData("identity.md")]
    [InlineData("directory.md")]
    [InlineData("operation-center.md")]
    [InlineData("crm.md")]
    [InlineData("encryption.md")]
    [InlineData("search.md")]
    [InlineData("translations.md")]
    public async Task Every_example_succeeds(string name)
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Arguments.Root, "docs", name), TestContext.Current.CancellationToken);
        var examples = guide.Split("```bash\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.NotEmpty(examples);
        var script = Said().Replace(string.Join('\n', examples), """${command} | says ${name} "${value}" """)
            .Replace("http://localhost:5100", api.Host.Address, StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"{Watch}\n{script}"])
        {
            WorkingDirectory = Arguments.Root, RedirectStandardOutput = true, RedirectStandardError = true,
            Environment = { ["PLATFORM_PORT"] = $"{new Uri(api.Host.Address).Port}", ["PLATFORM_SANDBOX_PORT"] = $"{await api.SandboxPortAsync()}" },
        })!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0 && !(await errors).Contains("REFUSED", StringComparison.Ordinal), $"{await errors}\n{await output}");
        Assert.DoesNotContain("\"error\"", await output, StringComparison.Ordinal);
    }

    /// <summary>A request with a comment that tells a member of its answer.</summary>
    [GeneratedRegex("^(?<command>.*[^ ]) {2,}# (?<name>[A-Za-z_]+): (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex Said();
}
