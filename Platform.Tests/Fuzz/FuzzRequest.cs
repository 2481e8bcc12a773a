using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Fuzz;

/// <summary>One request as it is sent, with what it takes to send it again by hand.</summary>
internal sealed record FuzzRequest(string Operation, string Kind, HttpMethod Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string? ContentType)
{
    public const int MaxAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>The status, or what is wrong with the answer.</returns>
    public async Task<(int Status, string? Fault, string Text)> SendAsync(ApiClient client)
    {
        using var request = new HttpRequestMessage(Method, new Uri(client.Host.Address + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (client.Token is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var response = await Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)response.StatusCode;
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                return (status, null, "");
            }

            var text = await ReadAsync(response, patience.Token);
            return (status, text is null ? "is larger than its bound" : status >= 500 ? $"is {status}" : FaultOf(response, text), text ?? "");
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return (0, "hangs", "");
        }
        catch (HttpRequestException exception) when (Body is { Length: > 200_000 } || exception.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            // Whoever refuses a body unread closes the connection under the sender.
            return (0, null, "");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Method} {Short(Target)} as {Kind}{string.Concat(Headers.Select(h => $" [{h.Name}: {Short(h.Value)}]"))}{(Body is null ? "" : $" {ContentType} {Short(Encoding.UTF8.GetString(Body))}")}");

    private static string? FaultOf(HttpResponseMessage response, string text)
    {
        if (text.Contains("Exception", StringComparison.Ordinal) || text.Contains("   at ", StringComparison.Ordinal))
        {
            return response.Content.Headers.ContentType?.MediaType == "application/json" && (int)response.StatusCode >= 400 ? "tells of our code" : null;
        }

        if (response.Content.Headers.ContentType?.MediaType != "application/json" || text.Length == 0)
        {
            return null;
        }

        try
        {
            using var _ = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 128 });
            return null;
        }
        catch (JsonException)
        {
            return "is no JSON";
        }
    }

    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            kept.Write(buffer, 0, read);
            if (kept.Length > MaxAnswer)
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    private static string Short(string text) => text.Length <= 400 ? text : $"{text[..300]}… ({text.Length} characters)";
}
