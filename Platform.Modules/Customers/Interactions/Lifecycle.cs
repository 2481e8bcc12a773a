namespace Platform.Customers.Interactions;

/// <summary>How an interaction goes from planned to done or canceled, and back.</summary>
internal static class Lifecycle
{
    /// <summary>What others hear of a change of status; null where there is none.</summary>
    public static string? EventOf(string before, string after) => before == after
        ? null
        : after switch
        {
            Interaction.Done => CustomerEvents.InteractionCompleted,
            Interaction.Canceled => CustomerEvents.InteractionCanceled,
            _ => CustomerEvents.InteractionReverted,
        };

    /// <summary>Brings the time at which it was into line with a status that a client has set.</summary>
    /// <param name="timed">Whether the client says when it was.</param>
    public static void Settle(Interaction row, string before, bool timed, DateTimeOffset now)
    {
        if (row.Status == Interaction.Done)
        {
            row.OccurredAt ??= now;
        }
        else if (before == Interaction.Done && row.Status == Interaction.Planned && !timed)
        {
            row.OccurredAt = null;
        }
    }

    /// <returns>False when nothing changes.</returns>
    public static bool Complete(Interaction row, DateTimeOffset? at, DateTimeOffset now)
    {
        if (row.Status == Interaction.Done && (at is null || at == row.OccurredAt))
        {
            return false;
        }

        (row.Status, row.OccurredAt) = (Interaction.Done, at ?? now);
        return true;
    }

    /// <returns>False when nothing changes.</returns>
    public static bool Cancel(Interaction row)
    {
        var open = row.Status != Interaction.Canceled;
        row.Status = Interaction.Canceled;
        return open;
    }
}
