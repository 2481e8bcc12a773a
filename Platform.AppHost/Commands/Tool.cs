using Microsoft.Extensions.Logging;
using Platform.Servers;

namespace Platform.AppHost.Commands;

/// <summary>Runs a program for a command of the dashboard: its output is the resource's log, its last line the answer.</summary>
internal static partial class Tool
{
    public static async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext context, Command command)
    {
        var last = "Done.";
        try
        {
            await ChildProcess.RunAsync(command, Keep, context.CancellationToken);
            return CommandResults.Success(last);
        }
        catch (ProcessFailedException failure)
        {
            return CommandResults.Failure(failure.LastLines.Count > 0 ? failure.LastLines[^1] : failure.Message);
        }

        void Keep(string line)
        {
            Log(context.Logger, line);
            last = line;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Line}")]
    private static partial void Log(ILogger logger, string line);
}
