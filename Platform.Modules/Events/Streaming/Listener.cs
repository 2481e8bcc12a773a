using System.Threading.Channels;

namespace Platform.Events.Streaming;

/// <summary>A client of the stream: who it is, and what waits to be written to it.</summary>
internal sealed class Listener(Guid tenantId, Guid? userId, IReadOnlyList<Guid>? organizations, IReadOnlyList<string> roles) : IDisposable
{
    /// <summary>So many events may wait for a slow client; then it is cut off, and resumes when it comes again.</summary>
    public const int MaxWaiting = 256;

    private readonly Channel<Broadcast?> waiting =
        Channel.CreateBounded<Broadcast?>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource closing = new();

    public Guid TenantId => tenantId;

    public Guid? UserId => userId;

    /// <summary>What is to be written; null asks to look again who the client is before anything else is.</summary>
    public ChannelReader<Broadcast?> Waiting => waiting.Reader;

    /// <summary>Cancelled when the client shall go.</summary>
    public CancellationToken Closing => closing.Token;

    public bool IsFor(Broadcast broadcast) =>
        broadcast.TenantId == tenantId
        && (broadcast.Organizations is not { } meant || organizations is null || meant.Any(organizations.Contains))
        && ((broadcast.Users is null && broadcast.Roles is null)
            || (userId is { } user && broadcast.Users?.Contains(user) == true)
            || broadcast.Roles?.Any(roles.Contains) == true);

    /// <summary>Something about the user has changed.</summary>
    public void LookAgain() => Offer(null);

    public void Offer(Broadcast? broadcast)
    {
        if (!waiting.Writer.TryWrite(broadcast))
        {
            Close();
        }
    }

    private void Close() => closing.Cancel();

    public void Dispose() => closing.Dispose();
}
