namespace Platform.Kernel.Landing;

/// <summary>A part of the system: what the page lists, and <c>/status.json</c> reports on.</summary>
/// <param name="Name">What <c>/status.json</c> calls it.</param>
/// <param name="IsOptional">Whether the page shows it only once it is reported on.</param>
internal sealed record SystemPart(string Name, string Title, string Purpose, bool IsOptional = false)
{
    public static readonly SystemPart Api = new("api", "API", "REST and this page");
    public static readonly SystemPart Database = new("database", "Database", "PostgreSQL, which holds the truth");
    public static readonly SystemPart Redis = new("redis", "Redis", "Limits, sign-ins, what replicas tell each other");
    public static readonly SystemPart Nats = new("nats", "NATS", "JetStream, the events");
    public static readonly SystemPart Workers = new("workers", "Workers", "Consumers, jobs and the outbox");
    public static readonly SystemPart Sandbox = new("sandbox", "Sandbox", "Stand-ins for third parties", IsOptional: true);

    /// <summary>In the order of the page.</summary>
    public static IReadOnlyList<SystemPart> All { get; } = [Api, Database, Redis, Nats, Workers, Sandbox];
}
