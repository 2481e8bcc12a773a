namespace Platform.Servers;

/// <summary>Something could not start, or did not stay; the message is for the person who started it.</summary>
public class StartException(string message) : Exception(message);

/// <summary>A process ended that should not have: which one, how, and what it said last.</summary>
public sealed class ProcessFailedException(string name, int exitCode, IReadOnlyList<string> lastLines)
    : StartException($"{name} ended with exit code {exitCode}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lastLines.Select(line => "    " + line))}")
{
    public IReadOnlyList<string> LastLines => lastLines;
}
