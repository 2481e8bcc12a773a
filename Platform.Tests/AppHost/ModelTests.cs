using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Platform.Tests.AppHost;

/// <summary>The app model: what is in it, who references whom, who waits for whom, in both forms of the servers.</summary>
public sealed class ModelTests : IClassFixture<ModelTests.Models>
{
    private readonly Models _models;

    public ModelTests(Models models) => _models = models;

    public static TheoryData<string> Forms { get; } = ["processes", "containers", "publish"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_part_of_the_system_is_a_resource(string form)
    {
        var model = await _models.GetAsync(form);

        Assert.Superset(
            new HashSet<string> { "postgres", "platformdb", "platformdb-running", "cache", "nats", "migrations", "api", "workers", "sandbox" },
            model.Resources.Select(resource => resource.Name).ToHashSet());
        Assert.Equal(form is not "processes", model.Resources.Any(resource => resource is ContainerResource));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Processes_wait_for_what_they_use_and_for_the_migrations(string form)
    {
        var model = await _models.GetAsync(form);
        string[] healthy = form is "publish" ? ["cache", "nats"] : ["cache", "nats", "sandbox"];

        foreach (var name in new[] { "api", "workers" })
        {
            var waits = model.Resource(name).Annotations.OfType<WaitAnnotation>().ToList();
            Assert.Contains(waits, wait => wait.Resource.Name == "migrations" && wait.WaitType == WaitType.WaitForCompletion);
            Assert.All(healthy, needed => Assert.Contains(waits, wait => wait.Resource.Name == needed && wait.WaitType == WaitType.WaitUntilHealthy));
        }

        Assert.Contains(
            model.Resource("migrations").Annotations.OfType<WaitAnnotation>(),
            wait => wait.Resource.Name == (form is "processes" ? "postgres" : "platformdb") && wait.WaitType == WaitType.WaitUntilHealthy);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Processes_use_the_role_that_owns_nothing_and_migrations_the_owner(string form)
    {
        var model = await _models.GetAsync(form);

        foreach (var name in new[] { "api", "workers" })
        {
            var variables = await model.VariablesAsync(name);
            Assert.Equal("{platformdb-running.connectionString}", variables["ConnectionStrings__platformdb"]);
            Assert.Equal("{cache.connectionString}", variables["ConnectionStrings__cache"]);
            Assert.Equal("{nats.connectionString}", variables["ConnectionStrings__nats"]);
            Assert.Equal("{signing-key.value}", variables["Identity__SigningKey"]);
            Assert.Equal("{master-key.value}", variables["Security__MasterKey"]);
            Assert.DoesNotContain("Database__AppPassword", variables.Keys);
        }

        var migrations = await model.VariablesAsync("migrations");
        Assert.Equal("{platformdb.connectionString}", migrations["ConnectionStrings__platformdb"]);
        Assert.Equal("{platform-app-password.value}", migrations["Database__AppPassword"]);
    }

    [Fact]
    public async Task Mail_integrations_and_sign_in_go_to_the_sandbox_while_developing()
    {
        var model = await _models.GetAsync("processes");
        var api = await model.VariablesAsync("api");

        Assert.Equal("{sandbox.bindings.http.url}/google/token", api["SignIn__Google__TokenUrl"]);
        Assert.Equal("{sandbox.bindings.http.url}/wechat/sns/userinfo", api["SignIn__WeChat__UserInfoUrl"]);
        Assert.Equal("{sandbox.bindings.http.url}/", api["Operations__Provider__Issuer"]);
        Assert.Contains("Sandbox__Mailbox__Port", (await model.VariablesAsync("sandbox")).Keys);
        foreach (var variables in new[] { api, await model.VariablesAsync("workers") })
        {
            Assert.Equal("Development", variables["ASPNETCORE_ENVIRONMENT"]);
            Assert.Equal("{sandbox.bindings.smtp.host}", variables["Mail__Host"]);
            Assert.Equal("{sandbox.bindings.smtp.port}", variables["Mail__Port"]);
            Assert.Equal("None", variables["Mail__Tls"]);
        }
    }

    [Fact]
    public async Task Nothing_of_development_is_published()
    {
        var model = await _models.GetAsync("publish");

        foreach (var name in new[] { "api", "workers", "migrations" })
        {
            Assert.DoesNotContain(
                await model.VariablesAsync(name),
                variable => variable.Key is "ASPNETCORE_ENVIRONMENT" or "Mail__Tls" or "Outbound__AllowPrivate" or "Identity__Admins__0" || variable.Value.Contains("sandbox", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_secret_is_a_masked_parameter_with_a_description(string form)
    {
        var parameters = (await _models.GetAsync(form)).Resources.OfType<ParameterResource>().ToList();

        Assert.Equal(
            ["cache-password", "master-key", "nats-password", "platform-app-password", "postgres-password", "signing-key"],
            parameters.Where(parameter => parameter.Secret).Select(parameter => parameter.Name).Order());
        Assert.All(parameters, parameter => Assert.False(string.IsNullOrWhiteSpace(parameter.Description), parameter.Name));
    }

    [Fact]
    public async Task As_many_processes_run_as_were_asked_for()
    {
        var model = await _models.GetAsync("processes");

        Assert.Equal(3, model.Resource("workers").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.Equal(2, model.Resource("api").Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Building_the_model_leaves_nothing_behind(string form)
    {
        await _models.GetAsync(form);

        Assert.False(Path.Exists(_models.FolderOf(form)));
    }

    /// <summary>The model in each form, built when a test first asks for it; nothing of it is started.</summary>
    public sealed class Models : IAsyncDisposable
    {
        private readonly Dictionary<string, Task<Model>> _built = [];
        private readonly string _folder = Path.Combine(Path.GetTempPath(), "platform-" + Path.GetRandomFileName());

        public string FolderOf(string form) => Path.Combine(_folder, form);

        public Task<Model> GetAsync(string form)
        {
            lock (_built)
            {
                return _built.TryGetValue(form, out var built) ? built : _built[form] = BuildAsync(form);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var built in _built.Values)
            {
                await (await built).Builder.DisposeAsync();
            }
        }

        private async Task<Model> BuildAsync(string form)
        {
            string[] arguments = [$"--PLATFORM_DATA={FolderOf(form)}", "--PLATFORM_WORKERS=3", "--PLATFORM_APIS=2"];
            string[] mode = form is "publish" ? ["--operation", "publish", "--publisher", "manifest", "--output-path", Path.Combine(_folder, "manifest.json")] : [$"--PLATFORM_SERVERS={form}"];
            return new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.Platform_AppHost>([.. arguments, .. mode], CancellationToken.None));
        }
    }

    public sealed record Model(IDistributedApplicationTestingBuilder Builder)
    {
        public IReadOnlyCollection<IResource> Resources => [.. Builder.Resources];

        public IResource Resource(string name) => Builder.Resources.Single(resource => resource.Name == name);

        /// <summary>The variables as a manifest has them: references by name.</summary>
        public async Task<Dictionary<string, string>> VariablesAsync(string name)
        {
            // What replaces it is experimental; this one resolves references by name without starting anything.
#pragma warning disable CS0618
            return await ((IResourceWithEnvironment)Resource(name)).GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);
#pragma warning restore CS0618
        }
    }
}
