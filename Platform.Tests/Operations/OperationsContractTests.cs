using Platform.Tests.Contracts;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Every operation answers with the documented fields.</summary>
public sealed class OperationsContractTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    private static readonly Contract Documented = Contract.Of("nethesis");

    public static TheoryData<string> Operations => [.. Documented.Operations];

    [Fact]
    public void There_are_27_of_them() => Assert.Equal(27, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var owner = await api.OwnerAsync();
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        var customData = new
        {
            email = "a@example.org", contactPerson = "John Smith", region = "Italy", phone = "+39", specialization = "Network", tier = "basic", industry = "Food",
            city = "Rome", employees = 15, locations = 3, department = "IT", position = "Developer", location = "Rome",
        };
        var plural = path.Split('/')[2];
        if (plural is "distributors" or "resellers" or "customers")
        {
            // Two pages, so that there is a next one.
            var mark = Guid.CreateVersion7().ToString("N");
            var body = new { name = mark, description = "Described", customData, isMfaRequired = false };
            var id = (await owner.Api.PostAsync($"/api/{plural}", body)).Got(201).Text("id");
            await owner.Api.PostAsync($"/api/{plural}", new { name = mark + "2", customData });
            path = path.EndsWith("{id}", StringComparison.Ordinal) ? path.Replace("{id}", id, StringComparison.Ordinal) : method == "GET" ? $"{path}?search={mark}&page_size=1" : path;
            Documented.AssertDocumented(operation, await owner.Api.SendAsync(HttpMethod.Parse(method), path,
                method == "POST" ? new { name = Desk.Unique("new"), description = "d", customData, isMfaRequired = true } : method == "PUT" ? body with { name = mark + "3" } : null));
            return;
        }

        object? sent = null;
        if (plural == "accounts")
        {
            var login = api.NextLogin();
            var account = (await owner.Api.PostAsync("/api/accounts", Operator.Body(owner.OrganizationId, login))).Got(201).Text("id");
            await api.EnterAsync(login);
            await api.MemberAsync(owner, owner.OrganizationId);
            sent = method switch
            {
                "POST" => Operator.Body(owner.OrganizationId),
                "PUT" => new { name = "John", phone = "+39", customData },
                _ => null,
            };
            // Whoever made an account is shown of those that an account has made, and of all who have signed in when.
            path = path.EndsWith("{id}", StringComparison.Ordinal) ? path.Replace("{id}", account, StringComparison.Ordinal) : method == "GET" ? $"{path}?search=user&page_size=1" : path;
        }

        sent ??= operation switch
        {
            "POST /api/auth/exchange" => new { access_token = await Center.ProviderTokenAsync(await api.SandboxAsync(), "owner") },
            "POST /api/auth/refresh" => new { refresh_token = owner.RefreshToken },
            _ => null,
        };
        Documented.AssertDocumented(operation, await owner.Api.SendAsync(HttpMethod.Parse(method), path, sent));
    }
}
