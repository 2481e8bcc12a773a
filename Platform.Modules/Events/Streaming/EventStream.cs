using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.Events.Streaming;

/// <summary>Server-sent events: what happens in the caller's tenant, as it happens.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private const int MaxLooks = 20;

    /// <summary>The client has been away for too long, and should read again what it shows.</summary>
    private static readonly byte[] Missed = "data: {\"id\":\"events.stream.missed\",\"payload\":{},\"timestamp\":0,\"organizationId\":null}\n\n"u8.ToArray();

    public static void Map(RouteGroupBuilder events) => events.MapGet("/stream", StreamAsync).WithSummary("Follow events as they happen");

    private static async Task<IResult> StreamAsync(
        HttpContext http, Caller caller, BroadcastHub hub, StreamAccess access, TimeProvider clock, IHostApplicationLifetime host,
        [FromQuery] string? lastEventId)
    {
        try
        {
            await hub.Ready.WaitAsync(Patience, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            return (Outcome<Nothing>)new Problem(ProblemKind.Unavailable, "Events are not available at the moment");
        }

        // Another replica may be ahead of this one for a moment.
        var last = LastSeen(http.Request, lastEventId);
        for (var looks = 0; last > hub.Seen && looks < MaxLooks; looks++)
        {
            await Task.Delay(Look, clock, http.RequestAborted);
        }

        using var listener = new Listener(caller.TenantId, caller.UserId, caller.Organizations, [.. caller.Roles, .. caller.RoleIds.Select(r => r.ToString())]);
        if (!hub.TryJoin(listener, last, out var replay, out var missed))
        {
            return (Outcome<Nothing>)new Problem(ProblemKind.TooManyRequests, "Too many streams are open");
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, listener.Closing, host.ApplicationStopping);
        try
        {
            await BeginAsync(http.Response, replay, missed, ending.Token);
            await FollowAsync(http, listener, access, clock, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or shall come again.
        }
        finally
        {
            hub.Leave(listener);
        }

        return Results.Empty;
    }

    private static async Task BeginAsync(HttpResponse response, IReadOnlyList<Broadcast> replay, bool missed, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();

        // Clients of a replica that stops do not all come again at the same moment.
        await response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"retry: {Random.Shared.Next(1000, 4000)}\n\n"), cancellation);
        if (missed)
        {
            await response.Body.WriteAsync(Missed, cancellation);
        }

        foreach (var broadcast in replay)
        {
            await response.Body.WriteAsync(broadcast.Frame, cancellation);
        }

        await response.Body.FlushAsync(cancellation);
    }

    private static async Task FollowAsync(
        HttpContext http, Listener listener, StreamAccess access, TimeProvider clock, CancellationToken cancellation)
    {
        var rights = await access.OfAsync(http, cancellation);
        using var timer = new PeriodicTimer(Heartbeat, clock);
        var tick = timer.WaitForNextTickAsync(cancellation).AsTask();
        var next = listener.Waiting.WaitToReadAsync(cancellation).AsTask();
        while (true)
        {
            await await Task.WhenAny(next, tick);
            if (tick.IsCompleted)
            {
                // A session that runs out tells nobody.
                if (await access.OfAsync(http, cancellation) is not { } now || now != rights)
                {
                    return;
                }

                await http.Response.Body.WriteAsync(": heartbeat\n\n"u8.ToArray(), cancellation);
                tick = timer.WaitForNextTickAsync(cancellation).AsTask();
            }

            if (next.IsCompleted)
            {
                while (listener.Waiting.TryRead(out var broadcast))
                {
                    if (broadcast is not null)
                    {
                        await http.Response.Body.WriteAsync(broadcast.Frame, cancellation);
                    }
                    else if (await access.OfAsync(http, cancellation) is not { } now || now != rights)
                    {
                        // Whoever may still come in comes again, and is let in as he is now.
                        return;
                    }
                }

                next = listener.Waiting.WaitToReadAsync(cancellation).AsTask();
            }

            await http.Response.Body.FlushAsync(cancellation);
        }
    }

    /// <summary>Browsers say it in a header when they come again by themselves; a page that reloads uses the query.</summary>
    private static ulong? LastSeen(HttpRequest request, string? query) =>
        request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? Parse(header) : query is null ? null : Parse(query);

    /// <summary>What is not one of our ids is taken for one from long ago.</summary>
    private static ulong Parse(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : 0;
}
