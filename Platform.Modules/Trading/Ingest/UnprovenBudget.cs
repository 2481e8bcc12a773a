namespace Platform.Trading.Ingest;

/// <summary>How many events that nobody stands for are recorded and become dead letters within an hour: anybody who may publish can send any number.</summary>
internal sealed class UnprovenBudget(TimeProvider clock)
{
    public const int InAll = 1000;

    /// <summary>Of one trading that events name: a bot that is set up wrongly leaves room for the complaints of others.</summary>
    public const int OfOne = 100;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, int> taken = [];
    private long began = clock.GetTimestamp();
    private int all;
    private bool refused;

    /// <param name="trading">The trading that the event names, or the empty id.</param>
    /// <param name="isFirst">Whether this is the first refusal of the hour.</param>
    public bool TryTake(Guid trading, out bool isFirst)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(began) > Hour)
            {
                (began, all, refused) = (clock.GetTimestamp(), 0, false);
                taken.Clear();
            }

            var ofOne = taken.GetValueOrDefault(trading);
            if (all < InAll && ofOne < OfOne)
            {
                (all, taken[trading], isFirst) = (all + 1, ofOne + 1, false);
                return true;
            }

            (isFirst, refused) = (!refused, true);
            return false;
        }
    }
}
