using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Tests.Support;

/// <summary>An id of somebody else's must not be told from one that never was.</summary>
internal static partial class Foreign
{
    /// <summary>Makes each request with the foreign id and with an unknown one, <c>{id}</c> in path or body, and compares the answers.</summary>
    public static async Task AssertLikeMissingAsync(Member stranger, string foreignId, params (string Method, string Path, object? Body)[] requests)
    {
        foreach (var (method, path, body) in requests)
        {
            var foreign = await SendAsync(foreignId);
            var missing = await SendAsync(Guid.CreateVersion7().ToString());
            foreign.Refused(404, "NOT_FOUND");
            Assert.Equal(WithoutTrace(missing), WithoutTrace(foreign));

            Task<Answer> SendAsync(string id) => stranger.Api.SendAsync(
                HttpMethod.Parse(method), path.Replace("{id}", id, StringComparison.Ordinal),
                body is null ? null : JsonSerializer.Serialize(body).Replace("{id}", id, StringComparison.Ordinal));
        }
    }

    private static string WithoutTrace(Answer answer) => Metadata().Replace(answer.Text, "");

    [GeneratedRegex("\"metadata\":.*$")]
    private static partial Regex Metadata();
}
