using System.Globalization;
using Microsoft.AspNetCore.Http;
using Platform.Kernel.Identity;

namespace Platform.Kernel.Http;

/// <summary>Takes each request from the bucket of its endpoint: by user once he is known, else by address.</summary>
internal sealed class RateLimiting(RequestDelegate next, RateLimiter limiter, TimeProvider clock)
{
    private static readonly string WindowSeconds = ((int)RateLimits.Window.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RateLimit>() is not { } limit)
        {
            await next(context);
            return;
        }

        var user = limit.ByAddress ? null : context.Features.Get<TokenSubject>();
        var taken = await limiter.TakeAsync(limit, user is null ? $"ip:{ClientAddress.Of(context)}" : $"user:{user.UserId:N}");
        if (taken is { } bucket)
        {
            // At the start of the response: whoever answers a failure clears the headers that are set before.
            context.Response.OnStarting(() =>
            {
                Stamp(context.Response.Headers, bucket, clock.GetUtcNow());
                return Task.CompletedTask;
            });
            if (bucket.Exceeded)
            {
                await Surface.Of(context).WriteAsync(context, new Problem(ProblemKind.TooManyRequests, "Rate limit exceeded",
                    Details: $"{bucket.Limit} requests an hour; the window ends at {bucket.Reset:yyyy-MM-ddTHH:mm:ssZ}"));
                return;
            }
        }

        await next(context);
    }

    private static void Stamp(IHeaderDictionary headers, RateTaken bucket, DateTimeOffset now)
    {
        headers["X-RateLimit-Limit"] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = bucket.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = bucket.Reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Window"] = WindowSeconds;
        if (bucket.Exceeded)
        {
            headers.RetryAfter = Math.Max(1, bucket.Reset.ToUnixTimeSeconds() - now.ToUnixTimeSeconds())
                .ToString(CultureInfo.InvariantCulture);
        }
    }
}
