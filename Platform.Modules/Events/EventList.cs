using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Events;

/// <summary>The events that the modules declare.</summary>
internal static class EventList
{
    public static void Map(RouteGroupBuilder events) => events.MapGet("", List).WithSummary("List declared events");

    /// <param name="excludeTriggerExcluded">True (the default) leaves out what may not trigger rules and workflows.</param>
    private static Outcome<EventListView> List(
        IEnumerable<EventType> types, [FromQuery] string? category, [FromQuery] string? module, [FromQuery] bool? excludeTriggerExcluded)
    {
        var data = types
            .Where(t => (category is null || t.Category == category) && (module is null || t.Module == module))
            .Where(t => t.Triggers || excludeTriggerExcluded == false)
            .OrderBy(t => t.Id, StringComparer.Ordinal)
            .Select(t => new EventTypeView(t.Id, t.Label, t.Module, t.Entity, t.Category, t.Broadcast, !t.Triggers))
            .ToList();
        return new EventListView(data, data.Count);
    }
}

/// <param name="Category"><c>crud</c> or <c>lifecycle</c>.</param>
/// <param name="ClientBroadcast">Whether <c>/api/events/stream</c> carries it.</param>
internal sealed record EventTypeView(string Id, string Label, string Module, string Entity, string Category, bool ClientBroadcast, bool ExcludeFromTriggers);

internal sealed record EventListView(IReadOnlyList<EventTypeView> Data, int Total);
