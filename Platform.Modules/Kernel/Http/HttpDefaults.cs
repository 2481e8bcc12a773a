using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Net.Http.Headers;
using Platform.Kernel.Access;

namespace Platform.Kernel.Http;

/// <summary>What every request passes through, in this order.</summary>
public static class HttpDefaults
{
    private const int MaxQueryLength = 8 * 1024;

    public static WebApplication UsePlatformHttp(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(HttpTelemetry.Count);
        app.Use(StampAndBound);
        app.UseMiddleware<Failures>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseRouting();
        app.UseCors();
        app.Use(AnswerWhatIsNotServed);
        app.UseAuthentication();
        app.UseMiddleware<RateLimiting>();
        app.UseAuthorization();
        app.UseMiddleware<AccessControl>();
        app.UseMiddleware<QueryChecks>();
        app.UseOutputCache();
        return app;
    }

    /// <summary>What routing itself answers (404, 405, 415) is told to anybody: without a token, too, it is the clearer answer.</summary>
    private static Task AnswerWhatIsNotServed(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case RouteEndpoint when IsUtf8(context.Request):
                return next(context);
            case RouteEndpoint:
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return Task.CompletedTask;
            case { RequestDelegate: { } answer }:
                return answer(context);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    /// <summary>JSON is UTF-8 (RFC 8259, 8.1); the framework would fail on the name of another encoding, and on quotes around this one.</summary>
    private static bool IsUtf8(HttpRequest request)
    {
        if (request.ContentType is not { } type || !type.Contains("charset", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(type, out var parsed) || !HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        request.ContentType = parsed.MediaType.Value;
        return true;
    }

    internal static void StampHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-Request-Id"] = RequestId.Of(context);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";

        // What is nobody's secret says otherwise: files by their version, the numbers of the landing page.
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    private static Task StampAndBound(HttpContext context, RequestDelegate next)
    {
        StampHeaders(context);
        return context.Request.QueryString.Value is { Length: > MaxQueryLength }
            ? Surface.Of(context).WriteAsync(context, new Problem(ProblemKind.UriTooLong, $"The query string is longer than {MaxQueryLength} characters"))
            : next(context);
    }
}
