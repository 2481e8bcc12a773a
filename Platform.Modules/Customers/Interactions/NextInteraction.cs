using System.Text.Json;

namespace Platform.Customers.Interactions;

/// <summary>What a customer's row says of what is planned next.</summary>
/// <param name="Name">The title as people read it; the type where there is none, or where it is not for everybody.</param>
internal sealed record NextInteraction(Guid Id, DateTimeOffset At, string Name, string? Icon, string? Color)
{
    /// <summary>The names by which an encryption map means the copy of the name.</summary>
    public static readonly IReadOnlyList<string> NameOfName =
    [
        nameof(Customer.NextInteractionName), JsonNamingPolicy.CamelCase.ConvertName(nameof(Customer.NextInteractionName)), JsonNamingPolicy.SnakeCaseLower.ConvertName(nameof(Customer.NextInteractionName)),
    ];

    /// <summary>The earliest of what is planned for a time; of those at the same time the most urgent, then the oldest.</summary>
    public static Interaction? Earliest(IEnumerable<Interaction> of) => of
        .Where(i => i is { Status: Interaction.Planned, ScheduledAt: not null, DeletedAt: null })
        .OrderBy(i => i.ScheduledAt).ThenByDescending(i => i.Priority ?? -1).ThenBy(i => i.CreatedAt).ThenBy(i => i.Id).FirstOrDefault();

    /// <param name="open">Makes a title readable.</param>
    public static NextInteraction? Of(Interaction? interaction, Func<string, string> open) => interaction is null
        ? null
        : new(interaction.Id, interaction.ScheduledAt!.Value, interaction.PublicTitle is { } title ? open(title) : interaction.InteractionType,
            interaction.AppearanceIcon, interaction.AppearanceColor);

    /// <summary>Whether a customer's row says it already.</summary>
    public static bool Says(Customer customer, NextInteraction? next, Func<string, string> open) =>
        customer.NextInteractionAt == next?.At && customer.NextInteractionRefId == next?.Id.ToString()
        && (customer.NextInteractionName is { } name ? open(name) : null) == next?.Name
        && customer.NextInteractionIcon == next?.Icon && customer.NextInteractionColor == next?.Color;
}
