using Platform.Tests.Support;

namespace Platform.Tests.Customers;

/// <summary>A person or a company with everything costs a handful of statements, however much there is.</summary>
public sealed class DetailStatementTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    [Fact]
    public async Task A_detail_with_everything_asks_the_database_no_more_often_for_more_rows()
    {
        var log = new CapturedLog();
        await using var host = await api.ReplicaAsync(Statements.LoggedTo(log));
        var staff = await api.AdminAsync();
        var scene = await Scene.SetAsync(api, staff);
        var client = host.With(staff.Api.Token);
        string[] paths = [$"people/{scene.Person}?include={DetailTests.All}", $"companies/{scene.Company}?include={DetailTests.All}"];
        var few = new List<int>();
        foreach (var path in paths)
        {
            few.Add(await CountAsync(path));
        }

        for (var row = 0; row < 19; row++)
        {
            await Crm.LinkAsync(staff, scene.Person, await Crm.CompanyAsync(staff, $"Company {row}"));
            await Crm.LinkAsync(staff, await Crm.PersonAsync(staff), scene.Company);
            foreach (var customer in new[] { scene.Person, scene.Company })
            {
                (await staff.Api.PostAsync($"{Crm.Root}/comments", new { entityId = customer, body = "Another note" })).Is(201);
            }
        }

        foreach (var (path, before) in paths.Zip(few))
        {
            var many = await CountAsync(path);
            Assert.InRange(many, 1, 14);
            Assert.True(many <= before + 1, $"{path}: {before} statements for few rows, {many} for more.");
        }

        async Task<int> CountAsync(string path) => (await log.CountAsync(client, $"{Crm.Root}/{path}")).Statements;
    }
}
