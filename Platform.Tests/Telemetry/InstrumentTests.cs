using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using Platform.Tests.Support;

namespace Platform.Tests.Telemetry;

/// <summary>Metrics of the platform follow OpenTelemetry's conventions, and the documentation names them all.</summary>
public sealed partial class InstrumentTests
{
    private static readonly IReadOnlyList<Type> Types = [.. new[] { typeof(PlatformModules).Assembly, typeof(Platform.Api.Program).Assembly, typeof(Platform.Workers.Program).Assembly }
        .SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters)];

    [Fact]
    public void Every_instrument_has_a_name_by_convention_a_unit_and_a_description()
    {
        var instruments = Held<Instrument>();
        Assert.All(instruments, i =>
        {
            Assert.Matches(Name(), i.Name);
            Assert.StartsWith("Platform.", i.Meter.Name, StringComparison.Ordinal);
            Assert.Matches(Unit(), i.Unit);
            Assert.False(string.IsNullOrWhiteSpace(i.Description), $"{i.Name} has no description");
        });
        Assert.Equal(instruments.Count, instruments.Select(i => i.Name).Distinct().Count());
        Assert.Subset(instruments.Select(i => i.Name).ToHashSet(), new HashSet<string>
        {
            "platform.events.received", "platform.events.applied", "platform.events.failed", "platform.events.lag", "platform.events.batch.size",
            "platform.http.requests", "platform.jobs.attempts", "platform.outbox.age", "platform.cache.hits",
        });
    }

    [Fact]
    public void The_documentation_lists_every_instrument_with_its_unit_and_every_source_of_spans()
    {
        var text = File.ReadAllText(Path.Combine(Arguments.Root, "docs", "operations.md"));
        var rows = text.Split('\n').Where(l => l.StartsWith("| `platform.", StringComparison.Ordinal)).Select(l => l.Split('|', StringSplitOptions.TrimEntries)[1..3]);
        Assert.Equal(Held<Instrument>().Select(i => $"`{i.Name}` {i.Unit}").Order(), rows.Select(r => $"{r[0]} {r[1].Trim('`')}").Order());
        Assert.All(Held<ActivitySource>(), s => Assert.Contains($"`{s.Name}`", text, StringComparison.Ordinal));
    }

    /// <summary>What static fields hold: instruments and sources are made once a process.</summary>
    private static List<T> Held<T>() where T : class => [.. Types
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(f => typeof(T).IsAssignableFrom(f.FieldType)).Select(f => (T)f.GetValue(null)!)];

    [GeneratedRegex(@"^platform(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex Name();

    /// <summary>Seconds, bytes, or what is counted in braces, in the singular.</summary>
    [GeneratedRegex(@"^(s|By|1|\{[a-z_]*[^s]\})$")]
    private static partial Regex Unit();
}
