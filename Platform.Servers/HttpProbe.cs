using System.Net;

namespace Platform.Servers;

/// <summary>Asks an address for its status, once, without the retries that services have.</summary>
public static class HttpProbe
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) });

    /// <summary>The status of a GET; null when nobody answers.</summary>
    public static async Task<HttpStatusCode?> StatusAsync(Uri address, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await Http.SendAsync(request, patience.Token);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
