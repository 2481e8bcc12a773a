using Platform.Benchmarks.Crm;

namespace Platform.Benchmarks;

/// <summary>Requests a second, latency and memory of Api, against a bare minimal API in the same run.</summary>
internal static class HttpBenches
{
    private const int Few = 10_000;
    private const int Many = 1_000_000;

    public static async Task RunBusinessAsync(Report report)
    {
        await using var system = await BenchSystem.StartAsync(durable: false);
        await system.StartApiAsync();
        await BusinessBench.RunAsync(report, system);
        report.Limit("Api's memory after these loads", BenchSystem.MemoryOf(system.ApiProcess!), "MB", 350);
    }

    /// <param name="size"><c>few</c> or <c>many</c> rows alone; null for both.</param>
    public static async Task RunCrmAsync(Report report, string? size)
    {
        await using var system = await BenchSystem.StartAsync(durable: false);
        await system.StartApiAsync();
        await CrmBench.RunAsync(report, system, size);
        report.Limit("Api's memory after these loads", BenchSystem.MemoryOf(system.ApiProcess!), "MB", 350);
    }

    public static async Task RunAsync(Report report)
    {
        await using var system = await BenchSystem.StartAsync(durable: false);
        await system.StartApiAsync();
        var few = await Seed.MemberAsync(system.OwnerSource, accounts: 10);
        await Seed.TransactionsAsync(system.OwnerSource, few, Few);
        var token = await system.TokenAsync(few.Tenant, few.User);

        var (me, floorMe) = await Load.CompareAsync(($"{system.Api}/v1/users/me", token), ($"{system.Floor}/me", token));
        report.Ratio("GET /v1/users/me, floor: bare API that validates a JWT", me.PerSecond, floorMe.PerSecond, "req/s", 0.5);

        var (list, floorList) = await Load.CompareAsync(($"{system.Api}/v1/transactions?limit=50", token), ($"{system.Floor}/transactions?user={few.User}", null));
        report.Ratio("GET /v1/transactions, 50 of 10,000, floor: same SQL, bare API", list.PerSecond, floorList.PerSecond, "req/s", 0.5);

        var many = await Seed.MemberAsync(system.OwnerSource, accounts: 200);
        await Seed.TransactionsAsync(system.OwnerSource, many, Many);
        var manyToken = await system.TokenAsync(many.Tenant, many.User);
        var (longList, floorLong) = await Load.CompareAsync(($"{system.Api}/v1/transactions?limit=50", manyToken), ($"{system.Floor}/transactions?user={many.User}", null));
        report.Ratio("GET /v1/transactions, 50 of 1,000,000, floor: same SQL, bare API", longList.PerSecond, floorLong.PerSecond, "req/s", 0.5);

        var (longAgain, shortAgain) = await Load.CompareAsync(($"{system.Api}/v1/transactions?limit=50", manyToken), ($"{system.Api}/v1/transactions?limit=50", token));
        report.AtMost("that list's median latency, floor: at 10,000 rows", longAgain.Median, shortAgain.Median, "ms", 2);
        report.Limit("Api's memory after these loads", BenchSystem.MemoryOf(system.ApiProcess!), "MB", 350);

        await LogBench.RunAsync(report, system);
        await CrmBench.RunAsync(report, system, CrmBench.Small);
        await BusinessBench.RunAsync(report, system);
        report.Limit("Api's memory after all loads", BenchSystem.MemoryOf(system.ApiProcess!), "MB", 350);
    }
}
