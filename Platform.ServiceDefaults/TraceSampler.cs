using System.Diagnostics;
using System.Globalization;
using OpenTelemetry.Trace;

namespace Platform.ServiceDefaults;

/// <summary>Decides which traces are kept: those that OpenTelemetry's own settings ask for, without what belongs to no work.</summary>
/// <remarks>
/// A client's span without a parent is a poll, a subscription or a handshake: whatever does work has a span of its own
/// around its calls. Below a span that is not kept nothing is kept, whatever the settings say: it would be a trace of pieces.
/// </remarks>
internal sealed class TraceSampler : Sampler
{
    private readonly Sampler inner;

    /// <param name="name">As in <c>OTEL_TRACES_SAMPLER</c>; <c>parentbased_always_on</c> when left out.</param>
    /// <param name="argument">As in <c>OTEL_TRACES_SAMPLER_ARG</c>.</param>
    public TraceSampler(string? name, string? argument)
    {
        const string parentBased = "parentbased_";
        name = string.IsNullOrWhiteSpace(name) ? parentBased + "always_on" : name.Trim();
        var obeysCallers = name.StartsWith(parentBased, StringComparison.OrdinalIgnoreCase);
        Sampler root = (obeysCallers ? name[parentBased.Length..] : name).ToUpperInvariant() switch
        {
            "ALWAYS_ON" => new AlwaysOnSampler(),
            "ALWAYS_OFF" => new AlwaysOffSampler(),
            "TRACEIDRATIO" => new TraceIdRatioBasedSampler(
                double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : 1),
            _ => throw new InvalidOperationException($"OTEL_TRACES_SAMPLER is {name}, which is none of OpenTelemetry's samplers."),
        };
        inner = obeysCallers ? new ParentBasedSampler(root) : new ParentBasedSampler(root, remoteParentSampled: root, remoteParentNotSampled: root);
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client && samplingParameters.ParentContext.SpanId == default
            ? new SamplingResult(SamplingDecision.Drop)
            : inner.ShouldSample(samplingParameters);
}
