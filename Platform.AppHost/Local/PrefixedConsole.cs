namespace Platform.AppHost.Local;

/// <summary>One console for many processes: each line starts with the name of its process, in colour on a terminal.</summary>
internal sealed class PrefixedConsole : IDisposable
{
    private static readonly string[] Colours = ["36", "33", "35", "32", "34", "31", "96", "93"];

    private readonly bool _coloured = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Lock _gate = new();
    private readonly List<string> _names = [];

    public Action<string> LogOf(string name) => line => Print($"{Prefix(name)} {line}");

    /// <summary>Prints what the host itself has to say.</summary>
    public void Say(string text) => Print(text);

    public void Dispose() => _output.Dispose();

    private void Print(string line)
    {
        try
        {
            lock (_gate)
            {
                _output.Write(System.Text.Encoding.UTF8.GetBytes(line + Environment.NewLine));
                _output.Flush();
            }
        }
        catch (IOException)
        {
            // The terminal is gone; stopping in good order matters more than saying so.
        }
    }

    private string Prefix(string name)
    {
        if (!_coloured)
        {
            return $"{name,-10} |";
        }

        lock (_gate)
        {
            if (!_names.Contains(name))
            {
                _names.Add(name);
            }

            return $"\e[{Colours[_names.IndexOf(name) % Colours.Length]}m{name,-10} |\e[0m";
        }
    }
}
