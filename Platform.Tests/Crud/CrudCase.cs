using System.Text.Json;
using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>What the tests of all resources need to know of one.</summary>
/// <param name="Path">Where it is served.</param>
/// <param name="Create">A body that makes a new row; called again it makes another.</param>
/// <param name="Change">What to send to change it, and the member of the list that shows it.</param>
/// <param name="IsGlobal">Rows belong to no tenant: only super-admins change them.</param>
/// <param name="Parent">What a row belongs to: where it is made, and the member of the row that names it.</param>
public sealed record CrudCase(
    string Kind, string Path, Func<object> Create, Func<(object Body, string Member)> Change, bool IsGlobal = false, (string Path, Func<object> Create, string Member)? Parent = null)
{
    private static readonly (string Path, Func<object> Create, string Member) OfCompany = ("/api/customers/companies", () => new { displayName = Unique("parent") }, "entityId");

    private static string Unique(string what) => $"{what}_{Guid.CreateVersion7():N}"[..Math.Min(40, what.Length + 33)];

    /// <summary>Every resource that the kit serves.</summary>
    public static readonly IReadOnlyList<CrudCase> All =
    [
        new("auth.role", "/api/auth/roles", () => new { name = Unique("role") }, () => (new { name = Unique("renamed") }, "name")),
        new("auth.user", "/api/auth/users", () => new { email = $"{Unique("user")}@example.org", password = "Secret-1" }, () => (new { name = Unique("renamed") }, "name")),
        new("customers.person", "/api/customers/people", () => new { firstName = Unique("first"), lastName = "Last" }, () => (new { jobTitle = Unique("job") }, "job_title")),
        new("customers.company", "/api/customers/companies", () => new { displayName = Unique("company") }, () => (new { displayName = Unique("renamed") }, "display_name")),
        new("customers.address", "/api/customers/addresses", () => new { addressLine1 = "1 Main Street" }, () => (new { city = Unique("city") }, "city"), Parent: OfCompany),
        new("customers.comment", "/api/customers/comments", () => new { body = Unique("note") }, () => (new { body = Unique("changed") }, "body"), Parent: OfCompany),
        new("customers.interaction", "/api/customers/interactions", () => new { interactionType = "call", title = Unique("call") }, () => (new { title = Unique("renamed") }, "title"), Parent: OfCompany),
        new("customers.tag", "/api/customers/tags", () => new { slug = Unique("tag"), label = "A tag" }, () => (new { label = Unique("renamed") }, "label")),
        new("customers.deal", "/api/customers/deals", () => new { title = Unique("deal") }, () => (new { title = Unique("renamed") }, "title")),
        new("directory.organization", "/api/directory/organizations", () => new { name = Unique("org") }, () => (new { name = Unique("renamed") }, "name")),
        new("directory.tenant", "/api/directory/tenants", () => new { name = Unique("tenant") }, () => (new { name = Unique("renamed") }, "name"), IsGlobal: true),
        new("feature_toggles.toggle", "/api/feature_toggles/global",
            () => new { identifier = Unique("toggle"), name = "A toggle", type = "boolean", defaultValue = false }, () => (new { name = Unique("renamed") }, "name"), IsGlobal: true),
    ];

    public override string ToString() => Kind;

    /// <summary>Makes a new row, and before it what it belongs to.</summary>
    public async Task<Answer> CreateAsync(ApiClient client)
    {
        var body = JsonSerializer.SerializeToNode(Create())!.AsObject();
        if (Parent is var (path, create, member))
        {
            body[member] = (await client.PostAsync(path, create())).NewId();
        }

        return await client.PostAsync(Path, body.ToJsonString());
    }

    /// <summary>The body of a change with the row's id.</summary>
    public static string WithId(object body, string id)
    {
        var members = JsonSerializer.SerializeToNode(body)!.AsObject();
        members["id"] = id;
        return members.ToJsonString();
    }
}
