using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Directory;

/// <summary>Every operation of the directory answers with the documented fields.</summary>
public sealed class DirectoryContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Root = "/api/directory";
    private static readonly Contract Documented = Contract.Of("open-mercato");

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => o.Contains($" {Root}/", StringComparison.Ordinal))];

    [Fact]
    public void There_are_11_of_them() => Assert.Equal(11, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.SuperAdminAsync();
        var slug = $"slug-{Guid.CreateVersion7():N}";
        var organization = (await staff.Api.PostAsync($"{Root}/organizations", new { name = "Branch", slug, parentId = staff.OrganizationId })).NewId();
        var tenant = (await staff.Api.PostAsync($"{Root}/tenants", new { name = "Another" })).NewId();
        var (method, path) = (HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1]);
        var client = path.EndsWith("/lookup", StringComparison.Ordinal) ? api.Host.Anonymous : staff.Api;
        Documented.AssertDocumented(operation, await client.SendAsync(method, path + path switch
        {
            $"{Root}/organizations/lookup" => $"?slug={slug}",
            $"{Root}/tenants/lookup" => $"?tenantId={tenant}",
            _ => "",
        }, operation switch
        {
            $"POST {Root}/organizations" => new { name = "Another", slug = (string?)null, parentId = (string?)null },
            $"POST {Root}/tenants" => new { name = "A third" },
            $"PUT {Root}/organizations" or $"DELETE {Root}/organizations" => new { id = organization },
            $"PUT {Root}/tenants" or $"DELETE {Root}/tenants" => new { id = tenant },
            _ => null,
        }));
    }
}
