using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.Benchmarks;

/// <summary>The table that <c>./bench</c> prints: what was measured, its floor, the ratio and what it should be.</summary>
internal sealed class Report
{
    private readonly List<string[]> rows = [];

    public bool Missed { get; private set; }

    public void Ratio(string what, double value, double floor, string unit, double? atLeast) =>
        Add(what, $"{Number(value)} {unit}", $"{Number(floor)} {unit}", value / floor, atLeast, value / floor >= (atLeast ?? 0), ">=");

    public void AtMost(string what, double value, double floor, string unit, double limit) =>
        Add(what, $"{Number(value)} {unit}", $"{Number(floor)} {unit}", value / floor, limit, value / floor <= limit, "<=");

    public void Limit(string what, double value, string unit, double? limit)
    {
        var met = value <= (limit ?? double.MaxValue);
        Missed |= !met;
        rows.Add([what, $"{Number(value)} {unit}", "", "", limit is { } l ? $"<= {Number(l)} {unit}" : "", limit is null ? "" : met ? "met" : "MISSED"]);
    }

    public void Print()
    {
        string[] head = ["what", "platform", "floor", "ratio", "wanted", ""];
        var widths = head.Select((h, i) => rows.Append(head).Max(r => r[i].Length)).ToList();
        Console.WriteLine();
        Console.WriteLine($"On {Environment.ProcessorCount} x {Processor()}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription};");
        Console.WriteLine("load generator, servers and processes share the machine.");
        Console.WriteLine();
        foreach (var row in rows.Prepend(head))
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
    }

    private void Add(string what, string value, string floor, double ratio, double? wanted, bool met, string sign)
    {
        Missed |= wanted is not null && !met;
        rows.Add([what, value, floor, ratio.ToString("0.00", CultureInfo.InvariantCulture), wanted is { } w ? $"{sign} {w.ToString("0.##", CultureInfo.InvariantCulture)}" : "",
            wanted is null ? "" : met ? "met" : "MISSED"]);
        Console.WriteLine($"  {what}: {value}, floor {floor}");
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown processor";
}
