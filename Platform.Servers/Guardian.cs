using System.Diagnostics;

namespace Platform.Servers;

/// <summary>A shell that ends our processes when we are killed and cannot: it notices that its input closes.</summary>
public static class Guardian
{
    // Each line is "+ PID SIGNAL" or "- PID". Everything left at the end of input is asked to stop, then killed.
    private const string Script = """
        left=' '
        while read -r sign pid signal; do
          case $sign in
            +) left="$left$pid:$signal " ;;
            -) for one in $left; do [ "${one%%:*}" = "$pid" ] && left="${left%% $one *} ${left#* $one }"; done ;;
          esac
        done
        for one in $left; do kill -s "${one##*:}" "${one%%:*}" 2>/dev/null; done
        for try in 1 2 3 4 5 6 7 8 9 10; do
          alive=''
          for one in $left; do kill -0 "${one%%:*}" 2>/dev/null && alive=1; done
          [ "$alive" ] || exit 0
          sleep 0.5
        done
        for one in $left; do kill -s KILL "${one%%:*}" 2>/dev/null; done
        """;

    private static readonly Lock Gate = new();
    private static Process? _shell;

    internal static void Watch(int processId, Signal stop) => Tell($"+ {processId} {(int)stop}");

    internal static void Forget(int processId) => Tell($"- {processId}");

    /// <summary>Waits until the shell has ended what is left, and itself.</summary>
    public static async Task EndAsync()
    {
        Process? shell;
        lock (Gate)
        {
            (shell, _shell) = (_shell, null);
        }

        if (shell is not null)
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
            shell.Dispose();
        }
    }

    private static void Tell(string line)
    {
        lock (Gate)
        {
            _shell ??= Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script]) { RedirectStandardInput = true, WorkingDirectory = "/" })!;
            _shell.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
        }
    }
}
