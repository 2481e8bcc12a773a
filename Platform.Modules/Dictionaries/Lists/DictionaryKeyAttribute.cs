using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Platform.Dictionaries.Lists;

/// <summary>What may be the key of a dictionary.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class DictionaryKeyAttribute : ValidationAttribute
{
    private const int MaxLength = 100;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null || (value is string { Length: > 0 and <= MaxLength } text && Keys().IsMatch(text))
            ? ValidationResult.Success
            : new ValidationResult($"must be 1 to {MaxLength} small letters, digits, hyphens and underscores", [validationContext.MemberName!]);

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]*\\z")]
    private static partial Regex Keys();
}
