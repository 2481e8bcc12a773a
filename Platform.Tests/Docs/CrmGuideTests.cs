using System.Diagnostics;
using Platform.Tests.Support;

namespace Platform.Tests.Docs;

/// <summary>The examples of the guide to the CRM are run as a reader would, from the first to the last.</summary>
public sealed class CrmGuideTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    /// <summary>Whatever answers with an error leaves a line behind.</summary>
    private const string Watch = """curl() { command curl --fail-with-body "$@" || echo "REFUSED $*" >&2; }""";

    [Fact]
    public async Task Every_example_succeeds()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Arguments.Root, "docs", "crm.md"), TestContext.Current.CancellationToken);
        var examples = guide.Split("```bash\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.NotEmpty(examples);
        var script = Watch + "\nset -u\n" + string.Join('\n', examples).Replace("http://localhost:5100", api.Host.Address, StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(bash.ExitCode == 0 && !(await errors).Contains("REFUSED", StringComparison.Ordinal), $"{await errors}\n{await output}");
        Assert.DoesNotContain("\"error\"", await output, StringComparison.Ordinal);
    }
}
