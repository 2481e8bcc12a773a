namespace Platform.Servers;

/// <summary>How a process is started and asked to stop.</summary>
public sealed record Command(string Name, string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The user to become, when this process is root and the program refuses to be.</summary>
    public string? User { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Variables beside those that are inherited; a null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>What asks the program to end in good order.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>The program and its arguments, behind what changes the user.</summary>
    public IReadOnlyList<string> Line() =>
        User is null ? [Program, .. Arguments] : ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--", Program, .. Arguments];
}
