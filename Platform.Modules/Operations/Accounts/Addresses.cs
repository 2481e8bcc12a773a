using System.ComponentModel.DataAnnotations;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;

namespace Platform.Operations.Accounts;

/// <summary>An e-mail address; an empty one is left to others to refuse.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MailAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null or "" || (value is string text && Emails.IsValid(text.Trim())) ? ValidationResult.Success : new ValidationResult("must be an e-mail address", [validationContext.MemberName!]);
}

/// <summary>Keeps addresses and usernames each to one user. Crosses tenants: a member signs in by his address wherever he belongs.</summary>
internal static class Addresses
{
    public static readonly Problem UsernameTaken = new(ProblemKind.Conflict, "username already exists", Extra: new Dictionary<string, object> { ["field"] = "username" });
    public static readonly Problem EmailTaken = new(ProblemKind.Conflict, "email already exists", Extra: new Dictionary<string, object> { ["field"] = "email" });

    public static Problem? OnDuplicate(string constraint) => constraint switch
    {
        UserTable.UniqueUsername => UsernameTaken,
        UserTable.UniqueEmailInTenant => EmailTaken,
        _ => null,
    };

    /// <summary>Two requests for the same address take turns; the turn lasts until the transaction of the context ends.</summary>
    public static async Task<Problem?> RefuseAsync(PlatformDb db, byte[] emailHash, Guid except, CancellationToken cancellation) =>
        await EmailTurn.IsTakenAsync(db, except, emailHash, cancellation) ? EmailTaken : null;
}
