using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Auth.Sidebar;

/// <summary>Every operation of the sidebar and of the chrome answers with the documented fields.</summary>
public sealed class SidebarContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Root = "/api/auth/sidebar";
    private static readonly Contract Documented = Contract.Of("open-mercato");

    /// <summary>Settings in which every documented member has a value of the documented kind.</summary>
    private static readonly object Settings = new
    {
        version = 1, groupOrder = new[] { "data" }, groupLabels = new { key = "Label" }, itemLabels = new { key = "Label" }, hiddenItems = new[] { "/x" },
        itemOrder = new { key = new[] { "/x" } },
    };

    public static TheoryData<string> Operations =>
        [.. Documented.Operations.Where(o => o.Contains($" {Root}/", StringComparison.Ordinal) || o.EndsWith("/admin/nav", StringComparison.Ordinal))];

    [Fact]
    public void There_are_9_of_them() => Assert.Equal(9, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.AdminAsync();
        var role = await api.RoleAsync(staff, "sales");
        (await staff.Api.PutAsync($"{Root}/preferences", new { settings = Settings })).Is(200);
        var variant = (await staff.Api.PostAsync($"{Root}/variants", new { settings = Settings })).Is(200).Root.GetProperty("variant").GetProperty("id").GetString()!;
        Documented.AssertDocumented(operation, await staff.Api.SendAsync(
            HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1].Replace("{id}", variant) + (operation.StartsWith("DELETE", StringComparison.Ordinal) ? $"?roleId={role}" : ""),
            operation switch
            {
                $"PUT {Root}/preferences" => new { settings = Settings, applyToRoles = new[] { role }, clearRoleIds = new[] { await api.RoleAsync(staff, "support") } },
                $"POST {Root}/variants" => new { settings = Settings },
                $"PUT {Root}/variants/{{id}}" => new { name = "Renamed" },
                _ => null,
            }));
    }
}
