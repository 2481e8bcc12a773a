using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>What tests expect of answers on the business surface.</summary>
public static class Answers
{
    public static Answer Is(this Answer answer, int status)
    {
        Assert.True(answer.Status == status, $"Expected {status}, got {answer.Status}: {answer.Text}");
        return answer;
    }

    /// <summary>Asserts a refusal in the business surface's form.</summary>
    public static Answer Refuses(this Answer answer, int status, string? error = null, string? field = null)
    {
        answer.Is(status);
        var message = answer.Root.GetProperty("error").GetString();
        Assert.False(string.IsNullOrWhiteSpace(message));
        if (error is not null)
        {
            Assert.Equal(error, message);
        }

        if (field is not null)
        {
            Assert.True(answer.Root.GetProperty("fieldErrors").TryGetProperty(field, out _), $"No error of {field}: {answer.Text}");
        }

        return answer;
    }

    public static IReadOnlyList<JsonElement> Items(this Answer answer) => [.. answer.Is(200).Root.GetProperty("items").EnumerateArray()];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>The token by which what was just done is undone.</summary>
    public static string UndoToken(this Answer answer)
    {
        var header = answer.Header("x-om-operation") ?? throw new InvalidOperationException($"No operation header: {answer.Status} {answer.Text}");
        Assert.StartsWith("omop:", header, StringComparison.Ordinal);
        return JsonElement.Parse(Uri.UnescapeDataString(header["omop:".Length..])).Text("undoToken");
    }

    public static Task<Answer> UndoAsync(this ApiClient api, string token) => api.PostAsync("/api/audit_logs/audit-logs/actions/undo", new { undoToken = token });

    public static Task<Answer> RedoAsync(this ApiClient api, string logId) => api.PostAsync("/api/audit_logs/audit-logs/actions/redo", new { logId });

    /// <summary>Undoes what an answer tells of.</summary>
    public static Task<Answer> UndoAsync(this ApiClient api, Answer done) => api.UndoAsync(done.UndoToken());

    /// <summary>The entry in the audit log of what was just done.</summary>
    public static string LogId(this Answer answer) => JsonElement.Parse(Uri.UnescapeDataString(answer.Header("x-om-operation")!["omop:".Length..])).Text("id");

    public static string NewId(this Answer answer) => answer.Is(201).Root.Text("id");

    public static Task<Answer> DeleteAsync(this ApiClient api, string path, object body) => api.SendAsync(HttpMethod.Delete, path, body);

    public static Task<Answer> PatchAsync(this ApiClient api, string path, object body) => api.SendAsync(HttpMethod.Patch, path, body);
}
