using System.Globalization;
using k8s;
using k8s.Models;
using Platform.Servers;

namespace Platform.AppHost.Publishing;

/// <summary>PostgreSQL, Redis and three servers of NATS, with what they keep on volumes.</summary>
/// <param name="images">The image of a server of the app model.</param>
internal sealed class ServerManifests(Func<string, string> images, KubernetesOptions options)
{
    public const int NatsServers = 3;
    private const string NatsPeers = "nats-peers";
    private const string NatsPassword = "PLATFORM_NATS_PASSWORD";
    private const string BotPassword = "PLATFORM_NATS_BOT_PASSWORD";
    private const string Data = "data";
    private static readonly string[] Programs = ["api", "workers", "migrations"];

    /// <summary>The keys of the secret that the model's own parameters do not name.</summary>
    public static readonly string[] Secrets = ["nats-bot-password"];

    public IReadOnlyList<IKubernetesObject> Postgres()
    {
        var container = Container("postgres", "/var/lib/postgresql/data", Parts.Resources("500m", "512Mi", "2Gi"), ("postgres", 5432));
        container.Env =
        [
            KubernetesVariables.FromSecret("POSTGRES_PASSWORD", "postgres-password"),
            new V1EnvVar { Name = "POSTGRES_DB", Value = "platformdb" },

            // A volume may begin with a folder of its own, which initdb would take for data.
            new V1EnvVar { Name = "PGDATA", Value = "/var/lib/postgresql/data/pgdata" },
        ];
        container.VolumeMounts = [.. container.VolumeMounts, Mount("run", "/var/run/postgresql")];
        container.ReadinessProbe = Exec("pg_isready", "-U", "postgres", "-d", "platformdb", "-h", "127.0.0.1");
        return [Set("postgres", "postgres", 1, container, 999, "20Gi", Parts.Scratch("run")), Parts.Headless("postgres", "postgres", ("postgres", 5432)), Parts.Access("postgres", (5432, Programs))];
    }

    public IReadOnlyList<IKubernetesObject> Cache()
    {
        var container = Container("cache", "/data", Parts.Resources("100m", "128Mi", "512Mi"), ("redis", 6379));
        container.Env = [KubernetesVariables.FromSecret("REDISCLI_AUTH", "cache-password")];
        container.Args = ["redis-server", "--requirepass", "$(REDISCLI_AUTH)", "--appendonly", "yes", "--dir", "/data"];
        container.ReadinessProbe = Exec("sh", "-c", "redis-cli ping | grep -q PONG");
        return [Set("cache", "cache", 1, container, 999, "2Gi"), Parts.Headless("cache", "cache", ("redis", 6379)), Parts.Access("cache", (6379, Programs))];
    }

    public IReadOnlyList<IKubernetesObject> Nats()
    {
        var container = Container("nats", "/var/lib/nats", Parts.Resources("250m", "256Mi", "1Gi"), ("nats", 4222), ("peers", 6222), ("monitor", 8222));
        container.Args = ["--config", "/etc/nats-platform/nats.conf"];
        container.Env =
        [
            KubernetesVariables.FromSecret("SECRET_NATS_PASSWORD", "nats-password"),
            KubernetesVariables.FromSecret("SECRET_NATS_BOT_PASSWORD", "nats-bot-password"),
            new V1EnvVar { Name = "POD_NAME", ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { FieldPath = "metadata.name" } } },

            // In quotes, for the server reads the value as its own language.
            new V1EnvVar { Name = NatsPassword, Value = "\"$(SECRET_NATS_PASSWORD)\"" },
            new V1EnvVar { Name = BotPassword, Value = "\"$(SECRET_NATS_BOT_PASSWORD)\"" },
        ];
        container.VolumeMounts = [.. container.VolumeMounts, Mount("configuration", "/etc/nats-platform")];
        container.StartupProbe = Health("/healthz?js-enabled-only=true", failures: 60);
        container.ReadinessProbe = Health("/healthz?js-server-only=true", failures: 2);
        container.LivenessProbe = Health("/healthz?js-enabled-only=true", failures: 6);
        var configuration = new V1Volume { Name = "configuration", ConfigMap = new V1ConfigMapVolumeSource { Name = "nats" } };
        var set = Set("nats", NatsPeers, NatsServers, container, 1000, "20Gi", configuration);
        set.Spec.PodManagementPolicy = "Parallel";
        set.Spec.Template.Spec.TopologySpreadConstraints =
        [
            new V1TopologySpreadConstraint { MaxSkew = 1, TopologyKey = "kubernetes.io/hostname", WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = Parts.Selector("nats") },
        ];
        return
        [
            new V1ConfigMap { ApiVersion = "v1", Kind = "ConfigMap", Metadata = Parts.Meta("nats"), Data = new Dictionary<string, string> { ["nats.conf"] = Configuration() } },
            set, Parts.Service("nats", ("nats", 4222)), Parts.Headless(NatsPeers, "nats", ("peers", 6222)), Parts.Budget("nats"),

            // Whoever reaches the port of peers is one of them; who probes asks the monitor.
            Parts.Access("nats", (4222, null), (8222, null), (6222, ["nats"])),
        ];
    }

    private static string Configuration()
    {
        var own = new NatsConfiguration("0.0.0.0", 4222, 8222, "/var/lib/nats", PlatformPassword: null)
        {
            SyncAlways = true, PasswordVariable = NatsPassword, BotPasswordVariable = BotPassword,
        };
        var peers = Enumerable.Range(0, NatsServers).Select(i => string.Create(CultureInfo.InvariantCulture, $"nats://nats-{i}.{NatsPeers}:6222"));
        return $$"""
            server_name: $POD_NAME
            cluster {
              name: platform
              listen: "0.0.0.0:6222"
              routes: [ {{string.Join(", ", peers)}} ]
            }
            {{own}}
            """;
    }

    private V1Container Container(string name, string folder, V1ResourceRequirements resources, params (string Name, int Port)[] ports) => new()
    {
        Name = name, Image = images(name), Resources = resources, SecurityContext = Parts.Locked(),
        Ports = [.. ports.Select(p => new V1ContainerPort { Name = p.Name, ContainerPort = p.Port })],
        VolumeMounts = [Mount(Data, folder), Mount("tmp", "/tmp")],
        LivenessProbe = new V1Probe { TcpSocket = new V1TCPSocketAction { Port = ports[0].Name }, PeriodSeconds = 10, FailureThreshold = 6, InitialDelaySeconds = 30 },
    };

    private V1StatefulSet Set(string name, string service, int replicas, V1Container container, long user, string size, params V1Volume[] volumes) => new()
    {
        ApiVersion = "apps/v1", Kind = "StatefulSet", Metadata = Parts.Meta(name),
        Spec = new V1StatefulSetSpec
        {
            Replicas = replicas, ServiceName = service, Selector = Parts.Selector(name),
            Template = new V1PodTemplateSpec
            {
                Metadata = Parts.Labelled(name),
                Spec = new V1PodSpec
                {
                    Containers = [container], AutomountServiceAccountToken = false, SecurityContext = Parts.Unprivileged(user), TerminationGracePeriodSeconds = 60,
                    Volumes = [Parts.Scratch("tmp"), .. volumes],
                },
            },
            VolumeClaimTemplates =
            [
                new V1PersistentVolumeClaim
                {
                    ApiVersion = "v1", Kind = "PersistentVolumeClaim", Metadata = new V1ObjectMeta { Name = Data, Labels = Parts.Labels(name) },
                    Spec = new V1PersistentVolumeClaimSpec
                    {
                        AccessModes = ["ReadWriteOnce"], StorageClassName = options.StorageClass,
                        Resources = new V1VolumeResourceRequirements { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) } },
                    },
                },
            ],
        },
    };

    private static V1VolumeMount Mount(string volume, string path) => new() { Name = volume, MountPath = path };

    private static V1Probe Exec(params string[] command) =>
        new() { Exec = new V1ExecAction { Command = command }, PeriodSeconds = 5, TimeoutSeconds = 5, FailureThreshold = 3 };

    private static V1Probe Health(string path, int failures) =>
        new() { HttpGet = new V1HTTPGetAction { Path = path, Port = "monitor" }, PeriodSeconds = 5, TimeoutSeconds = 5, FailureThreshold = failures };
}
