using System.ComponentModel.DataAnnotations;
using Platform.Kernel.Data;
using Platform.Kernel.Security;
using Platform.Kernel.Text;

namespace Platform.Kernel.Http;

/// <summary>The field must be there and not empty; a missing one is told from a wrong one.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class NeededAttribute : RequiredAttribute
{
    public const string Message = "is required";

    public NeededAttribute() => ErrorMessage = Message;

    public override bool IsValid(object? value) => value is string text ? !UnicodeText.IsBlank(text) : base.IsValid(value);
}

/// <summary>One line of text of a given length that is not only white space.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class TextAttribute(int min, int max) : ValidationAttribute
{
    public int Min => min;

    public int Max => max;

    /// <summary>A key: what was copied along around it does not count.</summary>
    public bool Pasted { get; init; }

    /// <summary>Line ends and tabs are allowed: messages of people and programs.</summary>
    public bool Lines { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => (Pasted && value is string pasted ? PastedKey.Trim(pasted) : value) switch
    {
        null => ValidationResult.Success,
        string text when !Lines && text.Any(char.IsControl) => new ValidationResult("must not contain control characters", [validationContext.MemberName!]),
        string text when text.Length >= min && text.Length <= max && (min == 0 || !UnicodeText.IsBlank(text)) => ValidationResult.Success,
        _ => new ValidationResult(min == max ? $"must have {max} characters" : $"must have {min} to {max} characters", [validationContext.MemberName!]),
    };
}

/// <summary>One of a few values.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class OneOfAttribute(params string[] values) : ValidationAttribute
{
    public IReadOnlyList<string> Values => values;

    /// <summary>In a query an empty parameter is as good as none.</summary>
    public bool InQuery { get; init; }

    public bool IgnoreCase { get; init; }

    /// <summary>Whether several may be named, separated by commas.</summary>
    public bool Many { get; init; }

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is string text && IsKnown(text))
            ? ValidationResult.Success
            : new ValidationResult($"must be one of {string.Join(", ", values)}", [validationContext.MemberName!]);

    private bool IsKnown(string text) =>
        (InQuery && text.Length == 0)
        || (Many ? ValueList.First(text) : [text]).TrueForAll(word => values.Contains(word, IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal));
}

/// <summary>A time (RFC 3339) or a date (ISO 8601) in a query, read by hand; the framework would guess.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class TimeAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null or "" || (value is string text && Times.ParseStart(Times.Query(text)) is not null)
            ? ValidationResult.Success
            : new ValidationResult($"must be {Times.Expected}", [validationContext.MemberName!]);
}

/// <summary>An absolute http or https address.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class WebAddressAttribute : ValidationAttribute
{
    private const int MaxLength = 2048;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null or "" || (value is string { Length: <= MaxLength } text && WebAddresses.IsWeb(text))
            ? ValidationResult.Success
            : new ValidationResult(WebAddresses.Expected, [validationContext.MemberName!]);
}

/// <summary>A color as the web writes it, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ColorAttribute : ValidationAttribute
{
    /// <returns>What is wrong with a text, or null.</returns>
    public static string? Refuse(string text) =>
        text.Length == 0 || (text.Length == 7 && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit)) ? null : "must be a color such as #1a2b3c";

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is string text && Refuse(text) is null) ? ValidationResult.Success : new ValidationResult(Refuse("?"), [validationContext.MemberName!]);
}
