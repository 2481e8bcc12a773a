using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>Every operation of the timeline, old names included, answers with the documented fields.</summary>
public sealed class TimelineContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private static readonly Contract Documented = Contract.Of("open-mercato");

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => new[] { "/interactions", "/activities", "/todos", "/widgets/customer-todos", "/widgets/next-interactions" }
        .Any(part => o.Contains($" /api/customers{part}", StringComparison.Ordinal) || o.Contains($" /api/customers/dashboard{part}", StringComparison.Ordinal)))];

    [Fact]
    public void There_are_19_of_them() => Assert.Equal(19, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.AdminAsync();
        var person = await staff.PersonAsync();
        var (call, task) = (await staff.PlanAsync(person, "Call", "2040-01-01T09:00:00Z", type: "call"), await staff.PlanAsync(person, "Task", null, type: "task"));
        var id = operation.Contains("todos", StringComparison.Ordinal) ? task : call;
        object? body = operation switch
        {
            "POST /api/customers/interactions" => new { entityId = person, interactionType = "note" },
            "POST /api/customers/activities" => new { entityId = person, activityType = "note" },
            "POST /api/customers/todos" => new { entityId = person, title = "Task", todoSource = "customers:interaction" },
            _ when !operation.StartsWith("GET", StringComparison.Ordinal) => new { id },
            _ => null,
        };
        var query = operation switch
        {
            "GET /api/customers/interactions/counts" => $"?entityId={person}",
            "GET /api/customers/interactions/conflicts" => "?date=2040-01-01&startTime=09:00&duration=30",
            _ => "",
        };
        Documented.AssertDocumented(operation, await staff.Api.SendAsync(HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1] + query, body));
    }
}
