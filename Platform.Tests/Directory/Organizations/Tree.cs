using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Directory.Organizations;

/// <summary>What tests of organizations do again and again.</summary>
internal static class Tree
{
    public const string TreePath = "/api/directory/organizations";

    public static async Task<string> CreateAsync(Person staff, string name, string? parentId = null, string[]? childIds = null) =>
        (await staff.Api.PostAsync(TreePath, new { name, parentId, childIds = childIds ?? [] })).NewId();

    /// <summary>All organizations that somebody sees, by id, as the view <c>manage</c> tells of them.</summary>
    public static async Task<Dictionary<string, JsonElement>> ManageAsync(Person staff, string query = "") =>
        (await staff.Api.GetAsync($"{TreePath}?view=manage&pageSize=200{query}")).Items().ToDictionary(i => i.Text("id"));

    public static string? ParentOf(JsonElement item) => item.GetProperty("parentId").GetString();

    public static string? ErrorOf(Answer answer) => answer.Refuses(400).Root.GetProperty("error").GetString();
}
