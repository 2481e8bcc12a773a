using Platform.AppHost.Settings;
using Platform.Servers;

namespace Platform.Tests.AppHost;

/// <summary>Data folders that cannot be used: the message says what to do, and nothing in them is touched.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName())).FullName;

    public void Dispose() => PostgresServer.Delete(_folder);

    [Fact]
    public void Two_runs_do_not_use_one_folder()
    {
        using var first = DataFolder.Lock(_folder);

        var refused = Assert.Throws<StartException>(() => DataFolder.Lock(_folder));

        Assert.Contains("runs already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_the_setting_that_changes_it()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartException>(() => DataFolder.Lock(Path.Combine(file, "data")));

        Assert.Contains("PLATFORM_DATA=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_without_room_is_told_before_anything_starts()
    {
        using var folder = DataFolder.Lock(_folder);

        var refused = Assert.Throws<StartException>(() => folder.EnsureSpace(long.MaxValue));

        Assert.Contains("MB are free", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"OwnerPassword":"a"}""")]
    public void Damaged_secrets_are_told_and_kept(string content)
    {
        var file = Secrets.FileIn(_folder);
        File.WriteAllText(file, content);

        var refused = Assert.Throws<StartException>(() => Secrets.Load(_folder));

        Assert.Contains("./run --reset", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(file));
    }

    [Fact]
    public void Secrets_are_the_same_at_the_next_start_and_only_their_owner_reads_them()
    {
        var first = Secrets.Load(_folder);

        Assert.Equal(first, Secrets.Load(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Secrets.FileIn(_folder)));
    }

    [Fact]
    public async Task Data_of_a_version_that_is_not_installed_is_told_and_kept()
    {
        var data = System.IO.Directory.CreateDirectory(Path.Combine(_folder, "postgres", "data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "PG_VERSION"), "9\n", TestContext.Current.CancellationToken);
        await using var server = new PostgresServer(new ServerOptions(Path.Combine(_folder, "postgres")));

        var refused = await Assert.ThrowsAsync<StartException>(() => server.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("postgresql-9", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data, "PG_VERSION")));
    }

    [Fact]
    public async Task A_folder_whose_first_start_was_killed_is_made_anew()
    {
        var unfinished = System.IO.Directory.CreateDirectory(Path.Combine(_folder, "postgres", "unfinished", "base")).FullName;
        await File.WriteAllTextAsync(Path.Combine(unfinished, "1"), "half", TestContext.Current.CancellationToken);
        await using var server = new PostgresServer(new ServerOptions(Path.Combine(_folder, "postgres")) { Durable = false });

        await server.StartAsync(TestContext.Current.CancellationToken);

        Assert.True(await server.IsReadyAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--PLATFORM_WORKERS=none")]
    [InlineData("--PLATFORM_APIS=0")]
    [InlineData("--PLATFORM_SERVERS=magic")]
    public async Task A_setting_that_is_not_understood_is_named(string argument)
    {
        var builder = Aspire.Hosting.DistributedApplication.CreateBuilder([argument]);

        var refused = await Assert.ThrowsAsync<StartException>(() => RunSettings.ReadAsync(builder, []));

        Assert.Contains(argument[2..argument.IndexOf('=', StringComparison.Ordinal)], refused.Message, StringComparison.Ordinal);
    }
}
