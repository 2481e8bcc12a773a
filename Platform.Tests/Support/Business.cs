using System.Text.Json;

namespace Platform.Tests.Support;

/// <summary>What tests of the business surface do again and again.</summary>
public static class Business
{
    /// <summary>Asserts a status; a refusal has the form of the business surface.</summary>
    public static Answer Is(this Answer answer, int status)
    {
        Assert.True(answer.Status == status, $"Expected {status}, got {answer.Status}: {answer.Text}");
        Assert.True(status < 400 || !string.IsNullOrWhiteSpace(answer.Root.GetProperty("error").GetString()), answer.Text);
        return answer;
    }

    public static string NewId(this Answer answer) => answer.Is(201).Root.GetProperty("id").GetString()!;

    public static Task<Answer> DeleteAsync(this ApiClient client, string path, object body) => client.SendAsync(HttpMethod.Delete, path, body);

    public static Task<Answer> PatchAsync(this ApiClient client, string path, object body) => client.SendAsync(HttpMethod.Patch, path, body);

    /// <summary>Undoes what an answer's <c>x-om-operation</c> tells of.</summary>
    public static Task<Answer> UndoAsync(this ApiClient client, Answer done) =>
        client.PostAsync("/api/audit_logs/audit-logs/actions/undo", new { undoToken = OperationOf(done).GetProperty("undoToken").GetString() });

    public static JsonElement OperationOf(Answer done) => JsonElement.Parse(Uri.UnescapeDataString(done.Header("x-om-operation")!["omop:".Length..]));
}
