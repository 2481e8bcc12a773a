using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Platform.Sandbox.Pages;

/// <summary>Answers with a page; everything it shows is HTML-encoded by the renderer.</summary>
internal static class Page
{
    public static IResult Of<TPage>(int status, Dictionary<string, object?> parameters)
        where TPage : IComponent =>
        new RenderedPage<TPage>(status, ParameterView.FromDictionary(parameters));

    // The framework's own result needs all of AddRazorComponents, which keeps data protection keys in the home folder.
    private sealed class RenderedPage<TPage>(int status, ParameterView parameters) : IResult
        where TPage : IComponent
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var services = httpContext.RequestServices;
            await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
            var html = await renderer.Dispatcher.InvokeAsync(async () =>
                (await renderer.RenderComponentAsync<TPage>(parameters)).ToHtmlString());
            await Results.Text(html, "text/html", Encoding.UTF8, status).ExecuteAsync(httpContext);
        }
    }
}
