using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Counts requests by surface, beside the durations that ASP.NET Core measures by route.</summary>
internal static class HttpTelemetry
{
    private static readonly Meter Meter = new("Platform.Http");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("platform.http.requests", "{request}", "Answered requests, by surface and status");

    public static Task Count(HttpContext context, RequestDelegate next) => Requests.Enabled ? CountAsync(context, next) : next(context);

    private static async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        Requests.Add(1, new("platform.surface", Surface.Of(context).Name), new("http.response.status_code", context.Response.StatusCode));
    }
}
