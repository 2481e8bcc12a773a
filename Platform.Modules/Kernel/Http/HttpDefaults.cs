using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Platform.Kernel.Http;

/// <summary>What every request passes through, in this order.</summary>
public static class HttpDefaults
{
    private const int MaxQueryLength = 8 * 1024;

    public static WebApplication UsePlatformHttp(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(StampAndBound);
        app.UseMiddleware<Failures>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseMiddleware<RateLimiting>();
        app.UseAuthorization();
        return app;
    }

    internal static void StampHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-Request-Id"] = RequestId.Of(context);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static Task StampAndBound(HttpContext context, RequestDelegate next)
    {
        StampHeaders(context);
        return context.Request.QueryString.Value is { Length: > MaxQueryLength }
            ? Surface.Of(context).WriteAsync(context, new Problem(ProblemKind.UriTooLong, $"The query string is longer than {MaxQueryLength} characters"))
            : next(context);
    }
}
