using System.Net.Http.Headers;
using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>A client of the stream of events, as a browser is one.</summary>
public sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly HttpResponseMessage response;
    private readonly StreamReader reader;

    private EventReader(HttpResponseMessage response, StreamReader reader) => (this.response, this.reader) = (response, reader);

    public string? LastId { get; private set; }

    /// <summary>Opens the stream and waits until it runs.</summary>
    public static async Task<EventReader> OpenAsync(ApiClient client, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, client.Host.Address + "/api/events/stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        var response = await Http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        var reader = new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        Assert.StartsWith("retry: ", await reader.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await reader.LineAsync());
        return reader;
    }

    /// <summary>The next line; null once the stream has ended.</summary>
    public async Task<string?> LineAsync() => await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>The next event, past heartbeats.</summary>
    public async Task<JsonElement> NextAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Assert.Equal("", await LineAsync());
                return JsonElement.Parse(line[6..]);
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
