using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using k8s;
using k8s.Models;
using Platform.AppHost.Publishing;
using Platform.Servers;
using Platform.Tests.Support;

namespace Platform.Tests.AppHost;

/// <summary>The manifests as a cluster would read them: every document has its type, every reference leads somewhere, no secret stands in clear.</summary>
public sealed partial class KubernetesTests : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder builder = null!;
    private List<IKubernetesObject> documents = null!;

    public async ValueTask InitializeAsync()
    {
        builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Platform_AppHost>(
            ["--operation", "publish", "--publisher", "manifest", "--output-path", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())], CancellationToken.None);
        documents = await ReadAsync(new KubernetesOptions());
    }

    public ValueTask DisposeAsync() => builder.DisposeAsync();

    [Fact]
    public void Every_document_is_read_back_into_its_type_as_it_was_written()
    {
        Assert.Equal(
            ["ConfigMap 2", "Deployment 2", "HorizontalPodAutoscaler 2", "Ingress 1", "Job 1", "NetworkPolicy 3", "PodDisruptionBudget 3", "Service 5", "StatefulSet 3"],
            documents.GroupBy(d => d.Kind).Select(g => $"{g.Key} {g.Count()}").Order());
        Assert.Equal(3, Of<V1StatefulSet>("nats").Spec.Replicas);
        foreach (var name in new[] { "api", "workers" })
        {
            var deployment = Of<V1Deployment>(name).Spec;
            Assert.Null(deployment.Replicas);
            Assert.Equal(2, Of<V2HorizontalPodAutoscaler>(name).Spec.MinReplicas);
            Assert.Contains(deployment.Template.Spec.Containers[0].EnvFrom, from => from is { ConfigMapRef: { Name: ProgramManifests.OwnSettings, Optional: true } });
            Assert.Contains(deployment.Template.Spec.Containers[0].EnvFrom, from => from is { SecretRef: { Name: ProgramManifests.OwnSettings, Optional: true } });
        }

        Assert.DoesNotContain("sandbox", KubernetesYaml.SerializeAll(documents), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_variable_that_is_required_is_set()
    {
        var required = File.ReadLines(Path.Combine(Arguments.Root, "README.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && cells[2] == "required").ToList();
        Assert.True(required.Count >= 6);
        foreach (var (process, pod) in new[] { ("api", Of<V1Deployment>("api").Spec.Template.Spec), ("workers", Of<V1Deployment>("workers").Spec.Template.Spec), ("migrate", Migrations().Spec.Template.Spec) })
        {
            var needed = required.Where(cells => cells[3].Split([',', ';', ' ']).Contains(process)).Select(cells => cells[1].Trim('`').Replace(":", "__", StringComparison.Ordinal));
            Assert.All(needed, variable => Assert.True(Names(pod.Containers[0]).Contains(variable), $"{process} lacks {variable}"));
        }

        Assert.Contains("Events__Replicas", Names(Of<V1Deployment>("workers").Spec.Template.Spec.Containers[0]));
    }

    [Fact]
    public void Every_reference_leads_somewhere()
    {
        var secrets = builder.Resources.OfType<ParameterResource>().Where(p => p.Secret).Select(p => p.Name).Concat(ServerManifests.Secrets).ToHashSet();
        var operations = File.ReadAllText(Path.Combine(Arguments.Root, "docs", "operations.md"));
        Assert.All(secrets, secret => Assert.Contains($"--from-literal={secret}=", operations, StringComparison.Ordinal));
        foreach (var (name, pod) in Pods())
        {
            var volumes = pod.Volumes.Select(v => v.Name).Concat(documents.OfType<V1StatefulSet>().Where(s => s.Spec.Template.Spec == pod).SelectMany(s => s.Spec.VolumeClaimTemplates).Select(c => c.Metadata.Name)).ToHashSet();
            Assert.All(pod.Volumes.Where(v => v.ConfigMap is not null), v => Of<V1ConfigMap>(v.ConfigMap.Name));
            foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
            {
                Assert.All(container.VolumeMounts, mount => Assert.Contains(mount.Name, volumes));
                Assert.All((container.EnvFrom ?? []).Where(from => from.ConfigMapRef is { Optional: not true }), from => Of<V1ConfigMap>(from.ConfigMapRef.Name));
                Assert.All(container.Env.Where(e => e.ValueFrom?.SecretKeyRef is not null), e => Assert.Equal((KubernetesVariables.SecretName, true), (e.ValueFrom.SecretKeyRef.Name, secrets.Contains(e.ValueFrom.SecretKeyRef.Key))));
                var known = new HashSet<string>();
                foreach (var variable in container.Env)
                {
                    // A variable is only replaced by one that stands before it.
                    Assert.All(Reference().Matches(variable.Value ?? ""), m => Assert.Contains(m.Groups[1].Value, known));
                    known.Add(variable.Name);
                }

                Assert.All((container.Args ?? []).SelectMany(a => Reference().Matches(a)), m => Assert.Contains(m.Groups[1].Value, known));
                Assert.All(new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe }.OfType<V1Probe>().Select(p => p.HttpGet?.Port.Value ?? p.TcpSocket?.Port.Value).OfType<string>(),
                    port => Assert.Contains(container.Ports, p => p.Name == port));
            }

            Assert.All(Hosts().Matches(string.Join('\n', pod.Containers.SelectMany(c => c.Env).Select(e => e.Value))), m => Of<V1Service>(m.Groups[1].Value));
            Assert.Equal(name, Assert.Contains("app.kubernetes.io/name", Labels(pod)));
        }

        foreach (var service in documents.OfType<V1Service>())
        {
            var pods = Pods().Where(p => Matches(service.Spec.Selector, Labels(p.Pod))).ToList();
            Assert.All(service.Spec.Ports, port => Assert.Contains(Assert.Single(pods).Pod.Containers[0].Ports, p => p.Name == port.TargetPort.Value));
        }

        Assert.All(documents.OfType<V1StatefulSet>(), set => Of<V1Service>(set.Spec.ServiceName));
        Assert.All(documents.OfType<V1PodDisruptionBudget>().Select(b => b.Spec.Selector).Concat(documents.OfType<V1NetworkPolicy>().SelectMany(n =>
            n.Spec.Ingress.SelectMany(i => i.FromProperty ?? []).Select(f => f.PodSelector).Append(n.Spec.PodSelector))), selector => Assert.Single(Pods(), p => Matches(selector.MatchLabels, Labels(p.Pod))));
        Assert.All(documents.OfType<V2HorizontalPodAutoscaler>(), scaler => Of<V1Deployment>(scaler.Spec.ScaleTargetRef.Name));
        var backend = Of<V1Ingress>("api").Spec.Rules[0].Http.Paths[0].Backend.Service;
        Assert.Contains(Of<V1Service>(backend.Name).Spec.Ports, p => p.Name == backend.Port.Name);
    }

    [Fact]
    public void No_secret_stands_in_clear_and_no_pod_has_more_rights_than_it_needs()
    {
        Assert.DoesNotContain(documents, d => d is V1Secret);
        var text = KubernetesYaml.SerializeAll(documents);
        Assert.DoesNotMatch(@"(?i)password[=:]\s*[""']?(?!\$)\w", text.Replace("key: ", "", StringComparison.Ordinal));
        foreach (var (_, pod) in Pods())
        {
            Assert.Equal((true, false), (pod.SecurityContext.RunAsNonRoot, pod.AutomountServiceAccountToken));
            foreach (var container in pod.Containers.Concat(pod.InitContainers ?? []))
            {
                Assert.All(container.Env.Where(e => Sensitive().IsMatch(e.Name)), e => Assert.True(e.ValueFrom is not null || Reference().IsMatch(e.Value), e.Name));
                Assert.Equal((true, false), (container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.AllowPrivilegeEscalation));
                Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
                Assert.Contains("memory", container.Resources.Limits);
                Assert.DoesNotContain(":latest", container.Image, StringComparison.Ordinal);
            }
        }

        Assert.All(Pods().Where(p => p.Name != "migrations"), p => Assert.True(p.Pod.Containers[0] is { LivenessProbe: not null, ReadinessProbe: not null }, p.Name));
        Assert.All(["api", "workers"], name => Assert.Equal("migrated", Assert.Single(Of<V1Deployment>(name).Spec.Template.Spec.InitContainers).Args[0]));
    }

    [Fact]
    public async Task A_server_of_ones_own_takes_the_place_of_the_one_in_the_cluster()
    {
        documents = await ReadAsync(new KubernetesOptions { Postgres = "db.example.com:6432", Cache = "redis.example.com:6380", Nats = "nats.example.com:4223" });
        Assert.Empty(documents.OfType<V1StatefulSet>());
        var environment = Of<V1Deployment>("workers").Spec.Template.Spec.Containers[0].Env.Where(e => e.Value is not null).ToDictionary(e => e.Name, e => e.Value);
        Assert.StartsWith("Host=db.example.com;Port=6432;", environment["ConnectionStrings__platformdb"], StringComparison.Ordinal);
        Assert.StartsWith("redis.example.com:6380,", environment["ConnectionStrings__cache"], StringComparison.Ordinal);
        Assert.EndsWith("@nats.example.com:4223", environment["ConnectionStrings__nats"], StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<StartException>(() => ReadAsync(new KubernetesOptions { Postgres = "db.example.com" }));
        Assert.Contains("host:port", wrong.Message, StringComparison.Ordinal);
    }

    private async Task<List<IKubernetesObject>> ReadAsync(KubernetesOptions options)
    {
        var files = await KubernetesPublishing.MakeAsync(new DistributedApplicationModel(builder.Resources), builder.ExecutionContext, options, TestContext.Current.CancellationToken);
        return [.. files.SelectMany(file =>
        {
            var text = KubernetesYaml.SerializeAll(file.Documents);
            var read = KubernetesYaml.LoadAllFromString(text, strict: true).Cast<IKubernetesObject>().ToList();
            Assert.Equal(file.Documents.Select(d => d.GetType()), read.Select(d => d.GetType()));
            Assert.Equal(text, KubernetesYaml.SerializeAll(read));
            return read;
        })];
    }

    private T Of<T>(string name) where T : IKubernetesObject<V1ObjectMeta> => Assert.Single(documents.OfType<T>(), d => d.Metadata.Name == name);

    private V1Job Migrations() => Assert.Single(documents.OfType<V1Job>());

    private IEnumerable<(string Name, V1PodSpec Pod)> Pods() =>
        documents.OfType<V1Deployment>().Select(d => (d.Metadata.Name, d.Spec.Template.Spec))
            .Concat(documents.OfType<V1StatefulSet>().Select(s => (s.Metadata.Name, s.Spec.Template.Spec)))
            .Append(("migrations", Migrations().Spec.Template.Spec));

    private IDictionary<string, string> Labels(V1PodSpec pod) =>
        documents.OfType<V1Deployment>().Select(d => d.Spec.Template).Concat(documents.OfType<V1StatefulSet>().Select(s => s.Spec.Template)).Append(Migrations().Spec.Template)
            .Single(t => t.Spec == pod).Metadata.Labels;

    private HashSet<string> Names(V1Container container) =>
        [.. container.Env.Select(e => e.Name), .. container.EnvFrom.Where(from => from.ConfigMapRef is { Optional: not true }).SelectMany(from => Of<V1ConfigMap>(from.ConfigMapRef.Name).Data.Keys)];

    private static bool Matches(IDictionary<string, string> selector, IDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value);

    [GeneratedRegex(@"\$\(([A-Z_]+)\)")]
    private static partial Regex Reference();

    [GeneratedRegex("(?i)password|secret|signingkey|masterkey")]
    private static partial Regex Sensitive();

    /// <summary>What an address names, whatever stands before it.</summary>
    [GeneratedRegex(@"(?:Host=|@|^)([a-z]+)(?=;Port|:\d)", RegexOptions.Multiline)]
    private static partial Regex Hosts();
}
