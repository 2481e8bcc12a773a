namespace Platform.Kernel.Data;

/// <summary>Numbers as people write them.</summary>
internal static class Decimals
{
    /// <summary>The same number without the zeros that the scale of its column adds.</summary>
    public static decimal Plain(this decimal number) => number / 1.0000000000000000000000000000m;
}
