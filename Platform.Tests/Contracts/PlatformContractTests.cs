using Platform.Tests.Support;

namespace Platform.Tests.Contracts;

/// <summary>Every operation of events, progress, configuration, translations and integrations answers with the documented fields.</summary>
public sealed class PlatformContractTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Contract Documented = Contract.Of("open-mercato");
    private static readonly string[] Modules = ["events", "progress", "configs", "translations", "integrations"];

    /// <summary>All but the stream, which does not end.</summary>
    public static TheoryData<string> Operations =>
        [.. Documented.Operations.Where(o => Modules.Any(m => (o + "/").Contains($" /api/{m}/", StringComparison.Ordinal)) && o != "GET /api/events/stream")];

    [Fact]
    public void There_are_26_of_them() => Assert.Equal(26, Operations.Count);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_answers_as_documented(string operation)
    {
        var boss = (await Colleague.AloneAsync(api.Host)).Api;
        var job = (await boss.PostAsync("/api/progress/jobs", new { jobType = "import", name = "Customers", cancellable = true })).Root.GetProperty("id").GetString()!;
        var translated = $"/api/translations/catalog:product/{job}";
        await boss.PutAsync(translated, new { de = new { title = "Stuhl" } });
        var id = operation.Contains("/progress/", StringComparison.Ordinal) ? job : "parcel_shipping";
        var path = operation.Split(' ')[1].Replace("{id}", id).Replace("{entityType}", "catalog:product").Replace("{entityId}", job);
        object? body = operation switch
        {
            "POST /api/progress/jobs" => new { jobType = "import", name = "Customers", cancellable = false },
            "PUT /api/progress/jobs/{id}" => new { processedCount = 5, totalCount = 10 },
            "POST /api/configs/cache" => new { action = "purgeAll" },
            "POST /api/configs/upgrade-actions" => new { actionId = "auth.grant_new_features" },
            "PUT /api/translations/locales" => new { locales = new[] { "en", "de" } },
            "PUT /api/translations/{entityType}/{entityId}" => new { de = new { title = "Stuhl" } },
            "PUT /api/integrations/{id}/credentials" => new { credentials = new { apiKey = "ship_1234567890" } },
            "PUT /api/integrations/{id}/state" => new { isEnabled = true },
            "PUT /api/integrations/{id}/version" => new { apiVersion = "v1" },
            _ => null,
        };
        Documented.AssertDocumented(operation, await boss.SendAsync(HttpMethod.Parse(operation.Split(' ')[0]), path, body));
    }
}
