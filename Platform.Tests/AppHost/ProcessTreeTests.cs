using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>Whose processes are ended with a run.</summary>
public sealed class ProcessTreeTests
{
    [Fact]
    public async Task A_process_that_we_started_ourselves_is_none_of_the_orchestrators()
    {
        await using var mine = ChildProcess.Start(new Command("mine", "sleep", "60"));
        await using var watching = ChildProcess.Start(new Command("watching", "sh", "-c", "sleep 60; :", "sh", "--monitor", $"{Environment.ProcessId}"));

        var file = Path.GetTempFileName();
        ProcessTree.Capture().Save(file);
        var captured = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Select(line => line.Split(' ')[0]).ToList();
        File.Delete(file);

        Assert.Contains($"{watching.Id}", captured);
        Assert.DoesNotContain($"{mine.Id}", captured);
    }
}
