using System.Collections.Concurrent;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>Programs that are run to their end.</summary>
public sealed class ChildProcessTests
{
    [Fact]
    public async Task All_that_a_program_prints_has_arrived_when_it_has_ended()
    {
        await Parallel.ForAsync(0, 40, TestContext.Current.CancellationToken, async (number, cancellation) =>
        {
            var lines = new ConcurrentQueue<string>();
            await ChildProcess.RunAsync(new Command("print", "sh", "-c", $"curl -s http://127.0.0.1:1 || echo first; echo last {number}"), lines.Enqueue, cancellation);
            Assert.Equal(["first", $"last {number}"], lines);
        });
    }
}
