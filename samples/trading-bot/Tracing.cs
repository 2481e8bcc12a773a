using System.Diagnostics;
using NATS.Client.Core;

namespace TradingBot;

/// <summary>
/// The bot's traces. While somebody listens, the NATS client writes the current one into the headers of what it
/// publishes, as W3C trace context.
/// </summary>
internal static class Tracing
{
    private const string SourceName = "TradingBot";

    private static readonly ActivitySource _source = new(SourceName);

    /// <summary>
    /// Listens to the bot and to the NATS client. A bot that exports its traces adds both sources to OpenTelemetry
    /// instead.
    /// </summary>
    public static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is SourceName or NatsTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    /// <summary>Opens a trace that everything published inside it belongs to.</summary>
    public static Activity? Start(string name) => _source.StartActivity(name, ActivityKind.Internal, parentContext: default);
}
