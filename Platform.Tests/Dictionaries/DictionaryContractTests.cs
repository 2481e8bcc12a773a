using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Dictionaries;

/// <summary>Every operation of dictionaries answers with the documented fields.</summary>
public sealed class DictionaryContractTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Root = "/api/dictionaries";
    private static readonly Contract Documented = Contract.Of("open-mercato");

    public static TheoryData<string> Operations => [.. Documented.Operations.Where(o => o.Contains(" " + Root, StringComparison.Ordinal))];

    [Fact]
    public void There_are_11_of_them() => Assert.Equal(11, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var staff = await api.AdminAsync();
        var dictionary = (await staff.Api.PostAsync(Root, new { key = "color", name = "Color" })).NewId();
        var entry = (await staff.Api.PostAsync($"{Root}/{dictionary}/entries", new { value = "red", label = "Red", color = "#ff0000", icon = "dot" })).NewId();
        var (method, path) = (HttpMethod.Parse(operation.Split(' ')[0]), operation.Split(' ')[1].Replace("{dictionaryId}", dictionary).Replace("{entryId}", entry));
        object? body = operation.Split(' ')[0] switch
        {
            "POST" when path == Root => new { key = "size", name = "Size" },
            "POST" when path.EndsWith("/reorder", StringComparison.Ordinal) => new { entries = new[] { new { id = entry, position = 3 } } },
            "POST" when path.EndsWith("/set-default", StringComparison.Ordinal) => new { entryId = entry },
            "POST" => new { value = "green" },
            "PATCH" => new { },
            _ => null,
        };
        Documented.AssertDocumented(operation, await staff.Api.SendAsync(method, path, body));
    }
}
