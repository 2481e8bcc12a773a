namespace Platform.Sandbox.Faults;

/// <summary>The faults that wait for their call, in the order they were set.</summary>
internal sealed class FaultBoard
{
    public const int Capacity = 50;

    private readonly Lock gate = new();
    private readonly List<Fault> waiting = [];

    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (gate)
            {
                return [.. waiting];
            }
        }
    }

    /// <summary>False when too many wait already.</summary>
    public bool TryAdd(Fault fault)
    {
        lock (gate)
        {
            if (waiting.Count >= Capacity)
            {
                return false;
            }
            waiting.Add(fault);
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
        }
    }

    /// <summary>The fault for this call, which uses it up by one.</summary>
    public Fault? Take(FaultPoint point)
    {
        lock (gate)
        {
            var index = waiting.FindIndex(fault => fault.Provider == point.Provider && fault.Endpoint == point.Endpoint);
            if (index < 0)
            {
                return null;
            }
            var fault = waiting[index];
            if (fault.Count == 1)
            {
                waiting.RemoveAt(index);
            }
            else
            {
                waiting[index] = fault with { Count = fault.Count - 1 };
            }
            return fault;
        }
    }
}
