using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Kernel.Caching;

/// <summary>Keeps in memory what was read until somebody says that it has changed: right on every replica the moment after a change.</summary>
/// <remarks>A read of what is known asks nobody. While a replica cannot hear of changes nothing that it keeps stands, and every read asks the database.</remarks>
public sealed class TenantCache(IServiceProvider services) : IDisposable
{
    private const string EverySegment = "*";
    // Should a message between replicas be lost.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    // A migration has no Redis: it makes what could keep things, and keeps nothing.
    private readonly Lazy<ChangeNews> news = new(services.GetRequiredService<ChangeNews>);
    private readonly MemoryCache values = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    private readonly ConcurrentDictionary<Key, Flight> flights = new();

    private sealed record Key(string Segment, Guid Owner, string Item);

    private sealed record Entry(NewsStamp Stamp, object? Value);

    private static readonly Entry NotShared = new(new NewsStamp(-1, -1), Value: null);

    /// <summary>A reading that others wait for; it lands without an entry when its reader has gone away.</summary>
    private sealed class Flight(NewsStamp stamp)
    {
        public NewsStamp Stamp => stamp;

        public TaskCompletionSource<Entry?> Landing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="segment">What kind of thing it is; the cache is counted and emptied by it.</param>
    /// <param name="owner">Whose things are forgotten together: a tenant, or the empty id for what is everybody's.</param>
    /// <param name="item">Which of them.</param>
    public ValueTask<T> GetAsync<T>(string segment, Guid owner, string item, Func<Task<T>> read) =>
        Find(new Key(segment, owner, item)) is { } known ? new((T)known.Value!) : ReadAsync(new Key(segment, owner, item), read);

    /// <summary>The same for what is dear to read: whoever asks meanwhile waits for the one who reads, and fails with him.</summary>
    /// <param name="kept">For how long a value may be old should a message be lost; one that is kept for no time is for its reader alone, and whoever waited reads himself.</param>
    /// <param name="beforeWaiting">Gives back what must not be held while another reads, such as a connection.</param>
    public async ValueTask<T> ShareAsync<T>(
        string segment, Guid owner, string item, Func<Task<T>> read, Func<T, TimeSpan> kept, Func<Task> beforeWaiting, CancellationToken cancellation)
    {
        var key = new Key(segment, owner, item);
        while (true)
        {
            if (Find(key) is { } known)
            {
                return (T)known.Value!;
            }

            var mine = new Flight(news.Value.Stamp());
            var flight = flights.GetOrAdd(key, mine);

            // What was read before a change is not for those who ask after it.
            if (flight == mine || (!Stands(flight.Stamp, key) && flights.TryUpdate(key, mine, flight)))
            {
                return await LeadAsync(key, mine, read, kept);
            }

            if (Stands(flight.Stamp, key))
            {
                await beforeWaiting();
                if (await flight.Landing.Task.WaitAsync(cancellation) is { } landed)
                {
                    return landed == NotShared ? await read() : (T)landed.Value!;
                }
            }
        }
    }

    /// <summary>Several items of one owner.</summary>
    /// <param name="read">Gets those that are not known.</param>
    public async ValueTask<IReadOnlyDictionary<string, T>> GetAllAsync<T>(
        string segment, Guid owner, IReadOnlyCollection<string> items, Func<IReadOnlyList<string>, Task<IReadOnlyDictionary<string, T>>> read)
    {
        var found = new Dictionary<string, T>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (Find(new Key(segment, owner, item)) is { } known)
            {
                found[item] = (T)known.Value!;
            }
        }

        if (found.Count == items.Count)
        {
            return found;
        }

        var stamp = news.Value.Stamp();
        foreach (var (item, value) in await read([.. items.Where(i => !found.ContainsKey(i))]))
        {
            found[item] = value;
            Keep(new Key(segment, owner, item), stamp, value, Kept);
        }

        return found;
    }

    /// <summary>Makes every replica read again; called after the change is committed.</summary>
    /// <returns>Whether they were told.</returns>
    public Task<bool> ForgetAsync(string segment, Guid owner) => news.Value.ForgetAsync(new Subject(owner, segment));

    /// <summary>The same for everything that is an owner's.</summary>
    public Task<bool> ForgetAllAsync(Guid owner) => ForgetAsync(EverySegment, owner);

    /// <summary>How many values of an owner this replica keeps, by segment.</summary>
    public IReadOnlyDictionary<string, int> Count(Guid owner) => values.Keys.Cast<Key>()
        .Where(k => k.Owner == owner).GroupBy(k => k.Segment, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

    /// <summary>Gives back at once what this replica keeps of an owner; other replicas find theirs outdated.</summary>
    /// <returns>How many values there were.</returns>
    public int Drop(Guid owner, string? segment = null)
    {
        var keys = values.Keys.Cast<Key>().Where(k => k.Owner == owner && (segment is null || k.Segment == segment)).ToList();
        keys.ForEach(values.Remove);
        return keys.Count;
    }

    public void Dispose() => values.Dispose();

    private async Task<T> LeadAsync<T>(Key key, Flight flight, Func<Task<T>> read, Func<T, TimeSpan> kept)
    {
        try
        {
            var value = await read();
            var time = kept(value);
            if (time > TimeSpan.Zero && Stands(flight.Stamp, key))
            {
                Keep(key, flight.Stamp, value, time);
            }

            End().SetResult(time > TimeSpan.Zero ? new Entry(flight.Stamp, value) : NotShared);
            return value;
        }
        catch (OperationCanceledException)
        {
            End().SetResult(null);
            throw;
        }
        catch (Exception fault)
        {
            // Observed here: perhaps nobody waits.
            End().SetException(fault);
            _ = flight.Landing.Task.Exception;
            throw;
        }

        TaskCompletionSource<Entry?> End()
        {
            flights.TryRemove(new(key, flight));
            return flight.Landing;
        }
    }

    private async ValueTask<T> ReadAsync<T>(Key key, Func<Task<T>> read)
    {
        var stamp = news.Value.Stamp();
        var value = await read();
        Keep(key, stamp, value, Kept);
        return value;
    }

    private Entry? Find(Key key)
    {
        if (values.TryGetValue(key, out Entry? known) && Stands(known!.Stamp, key))
        {
            CacheTelemetry.Hit(key.Segment);
            return known;
        }

        CacheTelemetry.Miss(key.Segment);
        return null;
    }

    private bool Stands(NewsStamp stamp, Key key) =>
        news.Value.Stands(stamp, new Subject(key.Owner, key.Segment)) && news.Value.Stands(stamp, new Subject(key.Owner, EverySegment));

    private void Keep(Key key, NewsStamp stamp, object? value, TimeSpan kept) =>
        values.Set(key, new Entry(stamp, value), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = kept });
}
