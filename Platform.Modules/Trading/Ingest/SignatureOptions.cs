namespace Platform.Trading.Ingest;

/// <summary>Whether events must be signed.</summary>
internal sealed class SignatureOptions
{
    public const string Section = "Events";

    /// <summary>All of them, whatever their tradings say; everywhere but in Development unless configured.</summary>
    public bool? RequireSignatures { get; set; }
}
