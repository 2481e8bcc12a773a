using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Customers.Deals;

/// <summary>Every operation of deals and pipelines, and of the widgets that show the newest, answers with the documented fields.</summary>
public sealed class DealContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Documented = Contract.Of("open-mercato");
    private static readonly string[] Paths = [Sales.Deals, Sales.Pipelines, Sales.Stages, "/api/customers/dashboard/widgets/new-"];

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => Paths.Any(p => o.Contains($" {p}", StringComparison.Ordinal)))];

    [Fact]
    public void There_are_19_of_them() => Assert.Equal(19, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var sales = await Sales.OpenAsync(api);
        var (pipeline, stage, _) = await sales.LineAsync();
        var (person, company) = (await sales.PersonAsync(), await sales.CompanyAsync());
        var deal = await sales.DealAsync(new { title = "A deal", status = "win", pipelineStageId = stage, personIds = new[] { person }, companyIds = new[] { company } });
        if (operation is $"DELETE {Sales.Pipelines}" or $"DELETE {Sales.Stages}")
        {
            (await sales.Api.DeleteAsync($"{Sales.Deals}?id={deal}")).Is(200);
        }

        var path = operation.Split(' ')[1].Replace("{id}", deal, StringComparison.Ordinal);
        Documented.AssertDocumented(operation, await sales.Api.SendAsync(HttpMethod.Parse(operation.Split(' ')[0]), path == $"{Sales.Deals}/{deal}" ? $"{path}?include=stages" : path, operation switch
        {
            $"POST {Sales.Deals}" => new { title = "Another", organizationId = sales.Staff.OrganizationId, tenantId = sales.Staff.TenantId },
            $"PUT {Sales.Deals}" or $"DELETE {Sales.Deals}" => new { id = deal },
            $"POST {Sales.Pipelines}" => new { name = "Another", organizationId = sales.Staff.OrganizationId, tenantId = sales.Staff.TenantId },
            $"PUT {Sales.Pipelines}" or $"DELETE {Sales.Pipelines}" => new { id = pipeline },
            $"POST {Sales.Stages}" => new { pipelineId = pipeline, label = "Another", organizationId = sales.Staff.OrganizationId, tenantId = sales.Staff.TenantId },
            $"PUT {Sales.Stages}" or $"DELETE {Sales.Stages}" => new { id = stage },
            $"POST {Sales.Stages}/reorder" => new { stages = new[] { new { id = stage, order = 3 } } },
            _ => (object?)null,
        }));
    }
}
