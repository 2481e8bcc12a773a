namespace Platform.Kernel.Http;

/// <summary>The business surface's answer of something that is done and has nothing to say: <c>{"ok": true}</c>.</summary>
public sealed record OkAnswer(bool Ok)
{
    public static readonly OkAnswer Value = new(true);
}
