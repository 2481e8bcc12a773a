using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Platform.Kernel.Landing;

/// <summary>A page of <c>docs/</c> as HTML, so that a running platform brings its own documentation.</summary>
internal static class Guide
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).DisableHtml().Build();

    public static string Render(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(l => l.Url is ['.', ..]).ToList())
        {
            // It leads to a file of the repository, which nobody serves.
            link.ReplaceBy(new ContainerInline().AppendChildrenOf(link));
        }

        // What may be wider than the screen scrolls by itself, with the keyboard too.
        return document.ToHtml(Pipeline)
            .Replace("<table>", "<div class=\"scroll\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal)
            .Replace("<pre>", "<pre tabindex=\"0\">", StringComparison.Ordinal);
    }

    private static ContainerInline AppendChildrenOf(this ContainerInline container, ContainerInline source)
    {
        foreach (var child in source.ToList())
        {
            child.Remove();
            container.AppendChild(child);
        }

        return container;
    }
}
