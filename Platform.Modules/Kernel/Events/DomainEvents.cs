using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;

namespace Platform.Kernel.Events;

/// <summary>An event that a module declares: <c>module.thing.happened</c>.</summary>
/// <param name="Broadcast">Whether it is sent to the browsers of the tenant.</param>
public sealed record EventType(string Id, string Label, bool Broadcast = false)
{
    public string Module => Id[..Id.IndexOf('.', StringComparison.Ordinal)];
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
    public static void Raise(this PlatformDb db, string type, Guid tenantId, Guid? organizationId, object payload)
    {
        var body = JsonSerializer.SerializeToNode(payload, Camel)!.AsObject();
        body["tenantId"] = tenantId;
        body["organizationId"] = organizationId is { } id ? JsonValue.Create(id) : null;
        db.Add(Outbox.Message(SubjectPrefix + type, JsonSerializer.SerializeToUtf8Bytes(body)));
    }
}
