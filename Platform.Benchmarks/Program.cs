using Platform.Benchmarks.Floor;

namespace Platform.Benchmarks;

/// <summary>Measures the platform on this machine, as ratios to the floor of the same work.</summary>
internal static class Program
{
    /// <param name="args">Nothing for <c>http</c> and <c>ingest</c>, or one of them, or a part of the former, <c>business</c> or <c>crm few</c>; <c>crm many</c> fills millions of rows, <c>crm</c> measures both sizes; <c>floor</c> serves the bare API.</param>
    public static async Task<int> Main(string[] args)
    {
        if (args is ["floor", var url, var connectionString, var key])
        {
            await FloorApi.RunAsync(url, connectionString, Convert.FromBase64String(key));
            return 0;
        }

        var report = new Report();
        if (args is [] or ["http"])
        {
            await HttpBenches.RunAsync(report);
        }

        if (args is ["business"])
        {
            await HttpBenches.RunBusinessAsync(report);
        }

        if (args is ["crm", ..])
        {
            await HttpBenches.RunCrmAsync(report, args.ElementAtOrDefault(1));
        }

        if (args is [] or ["ingest"])
        {
            await IngestBench.RunAsync(report);
        }

        report.Print();
        return report.Missed ? 1 : 0;
    }
}
