using Platform.Kernel.Events;

namespace Platform.Customers;

/// <summary>What the module tells the others, and the browsers that listen.</summary>
internal static class CustomerEvents
{
    public const string DealWon = "customers.deal.won";
    public const string DealLost = "customers.deal.lost";
    public const string InteractionCompleted = "customers.interaction.completed";
    public const string InteractionCanceled = "customers.interaction.canceled";
    public const string InteractionReverted = "customers.interaction.reverted";
    public const string NextInteractionUpdated = "customers.next_interaction.updated";

    public static readonly EventType[] All =
    [
        .. Written("person", "Person"), .. Written("company", "Company"), .. Written("deal", "Deal"), .. Written("interaction", "Interaction"),
        .. Written("tag", "Tag"), .. Written("address", "Address"), .. Written("comment", "Comment"), .. Written("person_company_link", "Company of a person"),
        .. Written("entity_role", "Role for a customer"),
        new(DealWon, "Deal won", Broadcast: true),
        new(DealLost, "Deal lost", Broadcast: true),
        new(InteractionCompleted, "Interaction completed", Broadcast: true),
        new(InteractionCanceled, "Interaction canceled", Broadcast: true),
        new(InteractionReverted, "Interaction open again", Broadcast: true),
        new(NextInteractionUpdated, "Next interaction changed", Broadcast: true),
        .. Written("dictionary_entry", "Choice"),
        new("customers.dictionary_kind.updated", "Settings of a kind of choices changed", Broadcast: true),
        new("customers.settings.updated", "Settings of customers changed", Broadcast: true),

        // Labels are their owner's: nobody else's browser hears of them.
        new("customers.label.created", "Label created"),
        new("customers.label.deleted", "Label deleted"),
        new("customers.label.assigned", "Label put on a customer"),
        new("customers.label.removed", "Label taken off a customer"),
        new("customers.tag.assigned", "Tag put on a customer"),
        new("customers.tag.removed", "Tag taken off a customer"),
    ];

    private static EventType[] Written(string what, string label) =>
    [
        new($"customers.{what}.created", $"{label} created", Broadcast: true),
        new($"customers.{what}.updated", $"{label} updated", Broadcast: true),
        new($"customers.{what}.deleted", $"{label} deleted", Broadcast: true),
    ];
}
