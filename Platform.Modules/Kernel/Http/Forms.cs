using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Platform.Kernel.Http;

/// <summary>Bodies that browsers' forms send.</summary>
internal static class Forms
{
    /// <summary>Reads the fields; what the framework cannot decode, such as NUL or a form that ends before its end, is the client's fault.</summary>
    public static async Task<IFormCollection> ReadFieldsAsync(this HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            return await request.ReadFormAsync(cancellation);
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException("Unreadable form", new JsonException($"{Failures.Marker}The form cannot be read", exception));
        }
    }
}
