using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.FeatureToggles;

/// <summary>Every operation of feature toggles answers with the documented fields.</summary>
public sealed class ToggleContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Root = "/api/feature_toggles";
    private static readonly Contract Documented = Contract.Of("open-mercato");

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => o.Contains($" {Root}/", StringComparison.Ordinal))];

    [Fact]
    public void There_are_12_of_them() => Assert.Equal(12, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.SuperAdminAsync();
        var type = operation.Contains("/check/", StringComparison.Ordinal) ? operation[(operation.LastIndexOf('/') + 1)..] : "boolean";
        var identifier = $"t_{Guid.CreateVersion7():N}";
        object? value = type switch { "string" => "text", "number" => 5, "json" => new { a = 1 }, _ => null };
        var id = (await staff.Api.PostAsync($"{Root}/global", new { identifier, name = "A toggle", type, defaultValue = value })).NewId();
        Documented.AssertDocumented(operation, await staff.Api.SendAsync(HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1].Replace("{id}", id) + operation switch
        {
            _ when operation.Contains("/check/", StringComparison.Ordinal) => $"?identifier={identifier}",
            $"DELETE {Root}/global" => $"?id={id}",
            $"GET {Root}/global" or $"GET {Root}/overrides" => $"?identifier={identifier}",
            _ => "",
        }, operation switch
        {
            $"POST {Root}/global" => new { identifier = identifier + "_2", name = "Another", type = "boolean" },
            $"PUT {Root}/global" => new { id, name = "Renamed" },
            $"PUT {Root}/overrides" => new { toggleId = id, isOverride = true },
            _ => null,
        }));
    }
}
