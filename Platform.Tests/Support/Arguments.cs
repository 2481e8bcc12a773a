namespace Platform.Tests.Support;

/// <summary>Command lines for hosts that run in the test's process.</summary>
internal static class Arguments
{
    /// <summary>The folder that holds all projects.</summary>
    public static readonly string Root = FindRoot();

    /// <param name="project">The host's project folder, where its settings files are.</param>
    /// <param name="settings">Configuration that goes before files and environment; a null leaves the setting out.</param>
    public static string[] Of(string project, params IReadOnlyCollection<(string Key, string? Value)> settings) =>
    [
        "--urls", "http://127.0.0.1:0",
        "--contentRoot", Path.Combine(Root, project),
        "--hostBuilder:reloadConfigOnChange", "false",
        .. settings.Where(s => s.Value is not null).SelectMany(s => new[] { $"--{s.Key}", s.Value! }),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests must run from inside the checkout.");
        }

        return folder.FullName;
    }
}
