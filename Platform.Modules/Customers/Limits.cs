namespace Platform.Customers;

/// <summary>How long texts may be, in requests and in the tables.</summary>
internal static class Limits
{
    public const int Name = 200;
    public const int Label = 150;

    /// <summary>A value out of a dictionary, such as a status.</summary>
    public const int Choice = 150;
    public const int Text = 10_000;
    public const int Email = 320;
    public const int Phone = 50;
    public const int AddressLine = 300;

    /// <summary>Of a house or a flat, and a postal code.</summary>
    public const int Number = 50;
    public const int Country = 100;
    public const int Url = 500;
    public const int Icon = 100;
    public const int Color = 20;
    public const int Slug = 100;

    /// <summary>The beginning of a text that is too long; no character of two halves is torn.</summary>
    public static string Cut(string text, int max) => text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)].TrimEnd();
}
