using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>Calls one host with one token, or none.</summary>
public sealed class ApiClient(ApiHost host, string? token)
{
    public ApiHost Host => host;

    public string? Token => token;

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Posts an object as JSON, or a string as it is.</summary>
    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Answer> PutAsync(string path, object? body = null) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var content = body switch
        {
            null => null,
            HttpContent given => given,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        var request = new HttpRequestMessage(method, host.Address + path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        // Else a body that is refused unread makes the connection break under whoever is still sending it.
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 100_000;
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Answer.ReadAsync(Http.Client.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
