using k8s.Models;

namespace Platform.AppHost.Publishing;

/// <summary>What all documents have in common.</summary>
internal static class Parts
{
    private const string NameLabel = "app.kubernetes.io/name";
    private static readonly string[] Everything = ["ALL"];

    public static V1ObjectMeta Meta(string name) => new() { Name = name, Labels = Labels(name) };

    public static V1ObjectMeta Labelled(string name) => new() { Labels = Labels(name) };

    public static Dictionary<string, string> Labels(string name) => new() { [NameLabel] = name, ["app.kubernetes.io/part-of"] = "platform" };

    public static V1LabelSelector Selector(string name) => new() { MatchLabels = Label(name) };

    public static Dictionary<string, string> Label(string name) => new() { [NameLabel] = name };

    /// <summary>No root, nothing of the node, no rights that nobody asked for.</summary>
    public static V1PodSecurityContext Unprivileged(long user) => new()
    {
        RunAsNonRoot = true, RunAsUser = user, RunAsGroup = user, FsGroup = user, SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
    };

    public static V1SecurityContext Locked() => new()
    {
        AllowPrivilegeEscalation = false, ReadOnlyRootFilesystem = true, Capabilities = new V1Capabilities { Drop = Everything },
    };

    public static V1ResourceRequirements Resources(string cpu, string memory, string mostMemory) => new()
    {
        Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu), ["memory"] = new(memory) },
        Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new(mostMemory) },
    };

    public static V1Volume Scratch(string name) => new() { Name = name, EmptyDir = new V1EmptyDirVolumeSource() };

    public static V1Service Service(string name, params (string Name, int Port)[] ports) => new()
    {
        ApiVersion = "v1", Kind = "Service", Metadata = Meta(name), Spec = new V1ServiceSpec { Selector = Label(name), Ports = Ports(ports) },
    };

    /// <summary>Gives each server of a set a name of its own, also before it is ready: that is how a cluster finds itself.</summary>
    public static V1Service Headless(string name, string of, params (string Name, int Port)[] ports) => new()
    {
        ApiVersion = "v1", Kind = "Service", Metadata = Meta(name),
        Spec = new V1ServiceSpec { Selector = Label(of), ClusterIP = "None", PublishNotReadyAddresses = true, Ports = Ports(ports) },
    };

    /// <summary>How many may be away while nodes are emptied.</summary>
    public static V1PodDisruptionBudget Budget(string name) => new()
    {
        ApiVersion = "policy/v1", Kind = "PodDisruptionBudget", Metadata = Meta(name),
        Spec = new V1PodDisruptionBudgetSpec { MaxUnavailable = 1, Selector = Selector(name) },
    };

    /// <summary>Lets only some talk to a server's port; null is for everybody.</summary>
    public static V1NetworkPolicy Access(string name, params (int Port, string[]? From)[] rules) => new()
    {
        ApiVersion = "networking.k8s.io/v1", Kind = "NetworkPolicy", Metadata = Meta(name),
        Spec = new V1NetworkPolicySpec
        {
            PodSelector = Selector(name), PolicyTypes = ["Ingress"],
            Ingress =
            [
                .. rules.Select(rule => new V1NetworkPolicyIngressRule
                {
                    Ports = [new V1NetworkPolicyPort { Port = rule.Port }], FromProperty = rule.From?.Select(from => new V1NetworkPolicyPeer { PodSelector = Selector(from) }).ToList(),
                }),
            ],
        },
    };

    private static List<V1ServicePort> Ports((string Name, int Port)[] ports) =>
        [.. ports.Select(p => new V1ServicePort { Name = p.Name, Port = p.Port, TargetPort = p.Name })];
}
