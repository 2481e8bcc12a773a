using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>A list costs a handful of statements, however many rows it shows.</summary>
public sealed class StatementTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Most = 10;
    private const int Rows = 20;

    public static TheoryData<string> Kinds => [.. CrudCase.All.Select(c => c.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_list_asks_the_database_no_more_often_for_more_rows(string kind)
    {
        var resource = CrudCase.All.Single(c => c.Kind == kind);
        var log = new CapturedLog();
        await using var host = await api.ReplicaAsync(Statements.LoggedTo(log));
        var client = await Staff.SignInAsync(host, resource.IsGlobal ? Staff.SuperAdmin : Staff.Admin);
        (await resource.CreateAsync(client)).Is(201);
        var few = await CountAsync();
        for (var row = 0; row < Rows; row++)
        {
            (await resource.CreateAsync(client)).Is(201);
        }

        var many = await CountAsync();
        Assert.InRange(many, 1, Most);
        Assert.True(many <= few + 1, $"{few} statements for few rows, {many} for {Rows} more.");

        async Task<int> CountAsync() => (await log.CountAsync(client, $"{resource.Path}?pageSize=50")).Statements;
    }
}
