using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Platform.AppHost.Servers;

namespace Platform.Tests.AppHost.Model;

/// <summary>The Aspire model: what is in it, who references whom, who waits for whom.</summary>
public sealed class ModelTests : IAsyncLifetime
{
    private readonly string _data = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName())).FullName;
    private IDistributedApplicationTestingBuilder _builder = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Platform_AppHost>([$"--PLATFORM_DATA={_data}"], Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _builder.DisposeAsync();
        PostgresServer.Delete(Path.Combine(_data, "postgres"));
        System.IO.Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public void Every_part_of_the_system_is_a_resource() =>
        Assert.Superset(
            new HashSet<string> { "postgres", "platformdb", "cache", "nats", "migrations", "api", "workers", "sandbox" },
            _builder.Resources.Select(resource => resource.Name).ToHashSet());

    [Theory]
    [InlineData("api", "cache", "nats", "sandbox")]
    [InlineData("workers", "cache", "nats", "sandbox")]
    public void Processes_wait_for_what_they_use_and_for_the_migrations(string name, params string[] healthy)
    {
        var waits = Resource(name).Annotations.OfType<WaitAnnotation>().ToList();

        Assert.Contains(waits, wait => wait.Resource.Name == "migrations" && wait.WaitType == WaitType.WaitForCompletion);
        Assert.All(healthy, needed => Assert.Contains(waits, wait => wait.Resource.Name == needed && wait.WaitType == WaitType.WaitUntilHealthy));
    }

    [Fact]
    public void Migrations_wait_for_the_database() =>
        Assert.Contains(
            Resource("migrations").Annotations.OfType<WaitAnnotation>(),
            wait => wait.Resource.Name is "postgres" or "platformdb" && wait.WaitType == WaitType.WaitUntilHealthy);

    [Theory]
    [InlineData("api")]
    [InlineData("workers")]
    public async Task Processes_use_the_role_that_owns_nothing(string name)
    {
        var variables = await VariablesAsync(name);

        Assert.Equal("{platformdb-running.connectionString}", variables["ConnectionStrings__platformdb"]);
        Assert.Equal("{cache.connectionString}", variables["ConnectionStrings__cache"]);
        Assert.Equal("{nats.connectionString}", variables["ConnectionStrings__nats"]);
        Assert.Equal("{signing-key.value}", variables["Identity__SigningKey"]);
        Assert.Equal("{master-key.value}", variables["Security__MasterKey"]);
        Assert.DoesNotContain("Database__AppPassword", variables.Keys);
    }

    [Fact]
    public async Task Migrations_use_the_owner_and_set_the_password_of_the_running_role()
    {
        var variables = await VariablesAsync("migrations");

        Assert.Equal("{platformdb.connectionString}", variables["ConnectionStrings__platformdb"]);
        Assert.Equal("{platform-app-password.value}", variables["Database__AppPassword"]);
    }

    [Fact]
    public async Task The_api_signs_people_in_through_the_sandbox()
    {
        var variables = await VariablesAsync("api");

        Assert.Equal("{sandbox.bindings.http.url}/google/token", variables["SignIn__Google__TokenUrl"]);
        Assert.Equal("{sandbox.bindings.http.url}/wechat/sns/userinfo", variables["SignIn__WeChat__UserInfoUrl"]);
        Assert.Equal("{sandbox.bindings.http.url}/", variables["Operations__Provider__Issuer"]);
        Assert.Equal("Development", variables["ASPNETCORE_ENVIRONMENT"]);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("workers")]
    public async Task Mail_goes_to_the_sandbox(string name)
    {
        var variables = await VariablesAsync(name);

        Assert.Equal("{sandbox.bindings.smtp.host}", variables["Mail__Host"]);
        Assert.Equal("{sandbox.bindings.smtp.port}", variables["Mail__Port"]);
        Assert.Equal("None", variables["Mail__Tls"]);
        Assert.Contains("Sandbox__Mailbox__Port", (await VariablesAsync("sandbox")).Keys);
    }

    [Fact]
    public async Task Everything_starts_and_the_api_answers()
    {
        var orchestrator = typeof(Projects.Platform_AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(one => string.Equals(one.Key, "dcpclipath", StringComparison.OrdinalIgnoreCase))?.Value;
        Assert.SkipUnless(File.Exists(orchestrator), $"The orchestrator of Aspire is not installed: {orchestrator ?? "no path is known"}.");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromMinutes(5));

        await using var app = await _builder.BuildAsync(patience.Token);
        await app.StartAsync(patience.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("workers", patience.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", patience.Token);
        using var client = app.CreateHttpClient("api", "http");
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);

        Assert.Equal(200, (int)answer.StatusCode);
    }

    private IResource Resource(string name) => _builder.Resources.Single(resource => resource.Name == name);

    private async Task<Dictionary<string, string>> VariablesAsync(string name)
    {
        // What replaces it is experimental; this one resolves references by name without starting anything.
#pragma warning disable CS0618
        return await ((IResourceWithEnvironment)Resource(name)).GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);
#pragma warning restore CS0618
    }
}
