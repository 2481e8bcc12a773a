using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Every operation on people, companies and what is kept about them answers with the documented fields.</summary>
public sealed class CustomerContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Documented = Contract.Of("open-mercato");
    private static readonly string[] Groups = ["people", "companies", "addresses", "comments", "tags", "labels", "dictionaries", "assignable-staff", "settings"];

    /// <summary>Where the documents show null, and an object stands.</summary>
    private static readonly string[] Objects =
    [
        "$.profile", "$.interactions[].customValues", "$.todos[].customValues", "$.items[].profile", "$.items[].primaryAddress", "$.items[].activeDeal", "$.result", "$.match",
    ];

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => Groups.Any(g => (o + "/").Contains($" {Crm.Root}/{g}/", StringComparison.Ordinal)))];

    [Fact]
    public void There_are_53_of_them() => Assert.Equal(53, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        var id = path switch
        {
            _ when path.StartsWith($"{Crm.Root}/companies", StringComparison.Ordinal) => scene.Company,
            _ when path.StartsWith($"{Crm.Root}/dictionaries", StringComparison.Ordinal) => scene.Choice,
            _ => scene.Person,
        };
        var url = path.Replace("{id}", id).Replace("{linkId}", scene.Link).Replace("{kind}", "statuses");
        url += (method, path[Crm.Root.Length..]) switch
        {
            ("GET", "/people/{id}" or "/companies/{id}") => "?include=addresses,comments,activities,interactions,deals,todos,people",
            ("GET", "/people/check-phone") => "?digits=4930123456",
            ("GET", "/labels") => $"?entityId={scene.Person}",
            ("PUT" or "DELETE", "/people/{id}/roles") => $"?roleId={scene.PersonRole}",
            ("PUT" or "DELETE", "/companies/{id}/roles") => $"?roleId={scene.CompanyRole}",
            _ => "",
        };
        Documented.AssertDocumented(operation, await staff.Api.SendAsync(HttpMethod.Parse(method), url, await scene.BodyAsync(staff, method, path[Crm.Root.Length..])), Objects);
    }
}
