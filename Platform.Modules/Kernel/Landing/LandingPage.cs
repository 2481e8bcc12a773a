using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Http;

namespace Platform.Kernel.Landing;

/// <summary>The page at <c>/</c> for people with a browser: what runs, how the events flow, and where to read on.</summary>
public static class LandingPage
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddLandingPage(this IServiceCollection services)
    {
        services.AddSingleton<LandingOptions>();
        services.AddSingleton<SystemStatus>();
#pragma warning disable EXTEXP0001 // A probe that repeats itself would tell less, and later.
        services.AddHttpClient(SystemStatus.Client).RemoveAllLoggers().RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
    }

    public static void MapLandingPage(this WebApplication app)
    {
        // Wrong settings show at the start.
        app.Services.GetRequiredService<LandingOptions>();

        var page = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        var style = Serve(page, "/landing.css", new("text/css; charset=utf-8", EmbeddedFile.Read("landing.css")));
        var script = Serve(page, "/landing.js", new("text/javascript; charset=utf-8", EmbeddedFile.Read("landing.js")));
        var mark = Serve(page, "/landing.svg", new("image/svg+xml", EmbeddedFile.Read("landing.svg")));
        Serve(page, "/", Html(EmbeddedFile.Read("landing.html")
            .Replace("<!-- parts -->", string.Join("\n        ", SystemPart.All.Select(Item)), StringComparison.Ordinal)
            .Replace("<!-- surfaces -->", string.Join("\n        ", app.Services.GetServices<SurfaceDocument>().Select(Item)), StringComparison.Ordinal)));
        Serve(page, "/docs/events", Html(EmbeddedFile.Read("guide.html").Replace(
            "<!-- guide -->", Guide.Render(EmbeddedFile.Read("events.md")), StringComparison.Ordinal)));

        Delegate status = StatusAsync;
        page.MapMethods("/status.json", Methods, status);

        EmbeddedFile Html(string text) => new("text/html; charset=utf-8", text
            .Replace("/landing.css", style, StringComparison.Ordinal)
            .Replace("/landing.js", script, StringComparison.Ordinal)
            .Replace("/landing.svg", mark, StringComparison.Ordinal));
    }

    private static string Item(SystemPart part) =>
        $"""<li data-part="{part.Name}" data-state="unknown"{(part.IsOptional ? " hidden" : "")}><h3>{Text(part.Title)}</h3><p>{Text(part.Purpose)}</p><span class="state"></span></li>""";

    private static string Item(SurfaceDocument surface) =>
        $"""<li><a href="/openapi/{surface.Name}.json"><strong>{Text(surface.Title)}</strong><span>OpenAPI document, for generators of clients</span></a></li>""";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <returns>The versioned address of the file.</returns>
    private static string Serve(RouteGroupBuilder page, string path, EmbeddedFile file)
    {
        Delegate send = file.Send;
        page.MapMethods(path, Methods, send);
        return file.Address(path);
    }

    private static async Task<IResult> StatusAsync(SystemStatus status, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=1";
        return Results.Json(await status.ReadAsync());
    }
}
