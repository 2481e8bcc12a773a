using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Tests.Sandbox;

/// <summary>Reading what the sandbox answers.</summary>
internal static class Answers
{
    public static async Task<JsonElement> Json(this Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static async Task<string> Text(this HttpResponseMessage response) =>
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    public static string? Field(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.ToString() : null;

    /// <summary>A parameter of the address that the browser is sent to.</summary>
    public static string? Returned(this HttpResponseMessage response, string name)
    {
        Assert.Equal(302, (int)response.StatusCode);
        Assert.StartsWith(RunningSandbox.Callback, response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(response.Headers.Location.Query).TryGetValue(name, out var value) ? value.ToString() : null;
    }

    /// <summary>The addresses of the links of a page, decoded as a browser does.</summary>
    public static IReadOnlyList<string> Links(string html) =>
        [.. html.Split("href=\"").Skip(1).Select(rest => System.Net.WebUtility.HtmlDecode(rest[..rest.IndexOf('"', StringComparison.Ordinal)]))];
}
