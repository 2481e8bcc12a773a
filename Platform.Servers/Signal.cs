using System.Runtime.InteropServices;

namespace Platform.Servers;

/// <summary>The signals that processes are stopped with, by their numbers on Linux.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>Signals of the operating system.</summary>
public static partial class Signals
{
    public static void Send(int processId, Signal signal) => _ = Kill(processId, (int)signal);

    /// <summary>Lets a signal through again that we were started to ignore, as shells do with Ctrl-C for what they start in the background.</summary>
    public static void Heed(Signal signal) => _ = SetHandler((int)signal, 0);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
