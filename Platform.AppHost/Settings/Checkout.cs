namespace Platform.AppHost.Settings;

/// <summary>Where this checkout's files are.</summary>
internal static class Checkout
{
    /// <summary>The folder of <c>Platform.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The variable that moves <see cref="Data"/> elsewhere.</summary>
    public const string DataVariable = "PLATFORM_DATA";

    /// <summary>What the running system keeps, unless that is elsewhere: data of the servers and generated secrets. Git ignores it.</summary>
    public static string Data { get; } = Path.Combine(Root, ".data");

    /// <summary>The program that a project builds, in the configuration that this one was built in.</summary>
    public static string ProgramOf(string projectFile)
    {
        var output = Path.GetRelativePath(Root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar, 2)[1];
        return Path.Combine(Path.GetDirectoryName(projectFile)!, output, Path.GetFileNameWithoutExtension(projectFile) + ".dll");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has a Platform.sln.");
    }
}
