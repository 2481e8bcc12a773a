using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Platform.Kernel.Landing;

/// <summary>A file inside the assembly, sent with a version so that browsers keep what has not changed.</summary>
internal sealed class EmbeddedFile
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly string type;
    private readonly byte[] content;
    private readonly string version;

    public EmbeddedFile(string type, string text)
    {
        (this.type, content) = (type, Encoding.UTF8.GetBytes(text));
        version = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    }

    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedFile).Assembly.GetManifestResourceStream($"landing/{name}")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The address that changes with the content.</summary>
    public string Address(string path) => $"{path}?v={version}";

    public IResult Send(HttpContext context)
    {
        // Another replica may run another version: only what was asked for by its version may be kept for good.
        var headers = context.Response.Headers;
        headers.CacheControl = context.Request.Query["v"] == version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ContentSecurityPolicy = Policy;
        return Results.Bytes(content, type, entityTag: new EntityTagHeaderValue($"\"{version}\""));
    }
}
