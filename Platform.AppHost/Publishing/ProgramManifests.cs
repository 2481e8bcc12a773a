using System.Globalization;
using k8s;
using k8s.Models;

namespace Platform.AppHost.Publishing;

/// <summary>Migrations, Workers and Api.</summary>
internal sealed class ProgramManifests(KubernetesVariables variables, KubernetesOptions options)
{
    public const string Configuration = "platform";

    /// <summary>A ConfigMap and a Secret that the operator makes, if he wants to: settings that no manifest can know, such as sign-in and mail.</summary>
    public const string OwnSettings = "platform-settings";

    // The user of Microsoft's images without a shell.
    private const long User = 1654;
    private const string Web = "http";

    /// <summary>What both hosts read and is no secret.</summary>
    public V1ConfigMap Shared() => new()
    {
        ApiVersion = "v1", Kind = "ConfigMap", Metadata = Parts.Meta(Configuration),
        Data = new Dictionary<string, string>((options.TrustedProxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select((proxy, i) => KeyValuePair.Create($"Http__TrustedProxies__{i}", proxy)))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Events__Replicas"] = options.Nats is null ? ServerManifests.NatsServers.ToString(CultureInfo.InvariantCulture) : "1",
        },
    };

    /// <summary>Brings the database up to date; named by the release, since a job cannot be changed.</summary>
    public async Task<V1Job> MigrationsAsync(CancellationToken cancellationToken)
    {
        var pod = Pod(Container("migrations", "platform-workers", await variables.OfAsync("migrations", cancellationToken), Parts.Resources("100m", "256Mi", "512Mi")));
        pod.RestartPolicy = "OnFailure";
        pod.Containers[0].Args = ["migrate"];
        var metadata = Parts.Meta("migrations");
        metadata.Name = $"migrations-{options.Tag.Replace('.', '-').Replace('_', '-').ToLowerInvariant()}";
        return new V1Job
        {
            ApiVersion = "batch/v1", Kind = "Job", Metadata = metadata,
            Spec = new V1JobSpec
            {
                BackoffLimit = 20, ActiveDeadlineSeconds = 1800, TtlSecondsAfterFinished = 86_400,
                Template = new V1PodTemplateSpec { Metadata = Parts.Labelled("migrations"), Spec = pod },
            },
        };
    }

    public async Task<IReadOnlyList<IKubernetesObject>> WorkersAsync(CancellationToken cancellationToken) =>
    [
        await DeploymentAsync("workers", "platform-workers", Parts.Resources("500m", "256Mi", "768Mi"), cancellationToken),
        Parts.Budget("workers"), Scaler("workers", 2, 6),
    ];

    public async Task<IReadOnlyList<IKubernetesObject>> ApiAsync(CancellationToken cancellationToken) =>
    [
        await DeploymentAsync("api", "platform-api", Parts.Resources("500m", "256Mi", "512Mi"), cancellationToken),
        Parts.Service("api", (Web, 80)), Parts.Budget("api"), Scaler("api", 2, 10), Ingress(),
    ];

    private async Task<V1Deployment> DeploymentAsync(string name, string image, V1ResourceRequirements resources, CancellationToken cancellationToken)
    {
        var environment = await variables.OfAsync(name, cancellationToken);
        var container = Container(name, image, environment, resources);
        container.Ports = [new V1ContainerPort { Name = Web, ContainerPort = KubernetesVariables.HttpPort }];
        container.StartupProbe = Probe("/health/live", period: 2, failures: 30);
        container.LivenessProbe = Probe("/health/live", period: 10, failures: 6);

        // Not what else is ready: without NATS or Workers REST works, and taking every pod out of the Service would end it for all.
        container.ReadinessProbe = Probe("/health/live", period: 5, failures: 2);

        // A Service may send requests for a moment after the pod is told to end.
        container.Lifecycle = new V1Lifecycle { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = 5 } } };

        // Its own version of the database, also when manifests arrive in any order: the job may begin after it.
        var wait = Container("wait-for-migrations", "platform-workers", environment, Parts.Resources("50m", "128Mi", "384Mi"));
        wait.Args = ["migrated"];
        var pod = Pod(container);
        pod.InitContainers = [wait];
        pod.TerminationGracePeriodSeconds = 60;
        pod.TopologySpreadConstraints =
        [
            new V1TopologySpreadConstraint { MaxSkew = 1, TopologyKey = "kubernetes.io/hostname", WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = Parts.Selector(name) },
        ];
        return new V1Deployment
        {
            ApiVersion = "apps/v1", Kind = "Deployment", Metadata = Parts.Meta(name),
            Spec = new V1DeploymentSpec
            {
                // How many there are, the autoscaler says: a number here would set it back at every release.
                Selector = Parts.Selector(name),
                Strategy = new V1DeploymentStrategy { Type = "RollingUpdate", RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = 1, MaxUnavailable = 0 } },
                Template = new V1PodTemplateSpec { Metadata = Parts.Labelled(name), Spec = pod },
            },
        };
    }

    private V1Container Container(string name, string image, IList<V1EnvVar> environment, V1ResourceRequirements resources) => new()
    {
        Name = name, Image = $"{options.Registry}/{image}:{options.Tag}", Env = environment, Resources = resources, SecurityContext = Parts.Locked(),
        EnvFrom =
        [
            new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = Configuration } },
            new V1EnvFromSource { ConfigMapRef = new V1ConfigMapEnvSource { Name = OwnSettings, Optional = true } },
            new V1EnvFromSource { SecretRef = new V1SecretEnvSource { Name = OwnSettings, Optional = true } },
        ],
        VolumeMounts = [new V1VolumeMount { Name = "tmp", MountPath = "/tmp" }],
    };

    private static V1PodSpec Pod(V1Container container) => new()
    {
        Containers = [container], AutomountServiceAccountToken = false, SecurityContext = Parts.Unprivileged(User), Volumes = [Parts.Scratch("tmp")],
    };

    private static V1Probe Probe(string path, int period, int failures) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = Web }, PeriodSeconds = period, FailureThreshold = failures, TimeoutSeconds = 5,
    };

    private static V2HorizontalPodAutoscaler Scaler(string name, int least, int most) => new()
    {
        ApiVersion = "autoscaling/v2", Kind = "HorizontalPodAutoscaler", Metadata = Parts.Meta(name),
        Spec = new V2HorizontalPodAutoscalerSpec
        {
            MinReplicas = least, MaxReplicas = most,
            ScaleTargetRef = new V2CrossVersionObjectReference { ApiVersion = "apps/v1", Kind = "Deployment", Name = name },
            Metrics =
            [
                new V2MetricSpec
                {
                    Type = "Resource",
                    Resource = new V2ResourceMetricSource { Name = "cpu", Target = new V2MetricTarget { Type = "Utilization", AverageUtilization = 70 } },
                },
            ],
        },
    };

    private V1Ingress Ingress() => new()
    {
        ApiVersion = "networking.k8s.io/v1", Kind = "Ingress", Metadata = Parts.Meta("api"),
        Spec = new V1IngressSpec
        {
            Tls = [new V1IngressTLS { Hosts = [options.Host], SecretName = options.TlsSecret }],
            Rules =
            [
                new V1IngressRule
                {
                    Host = options.Host,
                    Http = new V1HTTPIngressRuleValue
                    {
                        Paths =
                        [
                            new V1HTTPIngressPath
                            {
                                Path = "/", PathType = "Prefix",
                                Backend = new V1IngressBackend { Service = new V1IngressServiceBackend { Name = "api", Port = new V1ServiceBackendPort { Name = Web } } },
                            },
                        ],
                    },
                },
            ],
        },
    };
}
