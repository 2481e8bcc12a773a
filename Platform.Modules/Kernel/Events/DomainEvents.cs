using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>An event that a module declares: <c>module.thing.happened</c>.</summary>
/// <param name="Broadcast">Whether it is sent to the browsers of the tenant.</param>
/// <param name="Triggers">Whether people may let it trigger something, such as a rule or a workflow.</param>
public sealed record EventType(string Id, string Label, bool Broadcast = false, bool Triggers = true)
{
    public string Module => Id[..Id.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>What it happened to: <c>user</c> of <c>auth.user.created</c>.</summary>
    public string Entity => Id.Split('.') is [_, var entity, _, ..] ? entity : Module;

    /// <summary><c>crud</c> where a record was created, updated or deleted, else <c>lifecycle</c>.</summary>
    public string Category => Id[(Id.LastIndexOf('.') + 1)..] is "created" or "updated" or "deleted" ? "crud" : "lifecycle";
}

/// <summary>Events of the platform: what the business modules tell each other and the world.</summary>
public static class DomainEvents
{
    public const string SubjectPrefix = "events.";

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>Declares the events of a module.</summary>
    public static IServiceCollection AddEventTypes(this IServiceCollection services, params EventType[] types)
    {
        foreach (var type in types)
        {
            services.AddSingleton(type);
        }

        return services;
    }

    /// <summary>Raises an event if and when the context saves.</summary>
    /// <param name="payload">Ids and facts, never personal data; <c>tenantId</c> and <c>organizationId</c> are added.</param>
    public static void Raise(this PlatformDb db, string type, Guid tenantId, Guid? organizationId, object payload) =>
        db.Add(Outbox.Message(SubjectPrefix + type, Body(tenantId, organizationId, payload)));

    /// <summary>The same as a command of a batch.</summary>
    internal static NpgsqlBatchCommand Command(string type, Guid tenantId, Guid? organizationId, object payload) =>
        Outbox.Command(SubjectPrefix + type, Body(tenantId, organizationId, payload));

    private static byte[] Body(Guid tenantId, Guid? organizationId, object payload)
    {
        var body = JsonSerializer.SerializeToNode(payload, Camel)!.AsObject();
        body["tenantId"] = tenantId;
        body["organizationId"] = organizationId is { } id ? JsonValue.Create(id) : null;
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
