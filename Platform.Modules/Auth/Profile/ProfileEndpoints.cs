using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Auth.Resets;
using Platform.Auth.SignIn;
using Platform.Auth.Users;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;

namespace Platform.Auth.Profile;

public sealed record StaffProfile(Guid? Id, string Email, string? Name, IReadOnlyList<string> Roles, Guid TenantId, Guid? OrganizationId, bool IsSuperAdmin);

/// <summary>Changes of one's own account; a new password and a new address take the current password along.</summary>
[ValidatableType]
public sealed record ProfileChange(string? Email, [property: Text(0, 120)] string? Name, string? Password, string? CurrentPassword);

/// <param name="Email">The address that is in force.</param>
/// <param name="PendingEmail">The new one, which takes its place when the mail to it is confirmed.</param>
public sealed record ProfileChanged(
    bool Ok, string Email, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PendingEmail = null);

/// <summary>Which of some features the caller has.</summary>
[ValidatableType]
public sealed record FeatureCheck([property: Needed] IReadOnlyList<string>? Features);

public sealed record FeaturesGranted(bool Ok, IReadOnlyList<string> Granted, string UserId);

public sealed record FeatureView(string Id, string Title, string Module);

public sealed record FeatureModuleView(string Id, string Title);

public sealed record FeatureList(IReadOnlyList<FeatureView> Items, IReadOnlyList<FeatureModuleView> Modules);

/// <summary>One's own account and what one may do.</summary>
internal static class ProfileEndpoints
{
    private const int MaxFeatures = 50;
    private const int MaxFeatureLength = 128;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/profile", Read).WithSummary("Read your account");
        group.MapPut("/profile", Change).RefusesWithIssues().WithSummary("Change your name, e-mail address or password")
            .WithDescription("A new password or address needs `currentPassword`. A new password ends all your sessions; a browser gets a new one by cookie. "
                + "A new address is `pendingEmail` until the mail to it is confirmed; the old one, which is told by mail, stays in force until then.");
        group.MapPost("/profile/email/confirm", ConfirmEmail.HandleAsync).AllowAnonymous().WithSummary("Confirm a new e-mail address with the token of a mail")
            .WithDescription("Works once, within a day.");
        group.MapPost("/feature-check", Check).RefusesWithOk().WithSummary("Ask which features you have");
        group.MapGet("/features", List).Requires("auth.acl.manage").WithSummary("List all features");
    }

    private static Outcome<StaffProfile> Read(Caller caller) => caller.UserId is { } id
        ? new StaffProfile(id, caller.Email!, caller.Name, caller.Roles, caller.TenantId, caller.OrganizationId, caller.IsSuperAdmin)
        : Problem.NotFound("User");

    private static async Task<Outcome<ProfileChanged>> Change(
        ProfileChange input, HttpContext http, Caller caller, PlatformDb db, Actor actor, Changes changes, UserTexts texts, EmailChanges emails, Passwords passwords, PasswordPolicy policy,
        StaffSessions sessions, PrincipalCache principals, TimeProvider clock, CancellationToken cancellation)
    {
        // Whoever works in another tenant is still himself.
        actor.Scope = Scope.Of(caller.HomeTenantId, caller.UserId ?? Guid.Empty);
        await using var change = await changes.BeginAsync("auth.users.update", cancellation);
        if (await db.Set<User>().Where(u => u.Id == caller.UserId).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } user)
        {
            return Problem.NotFound("User");
        }

        var email = input.Email is null ? null : Emails.Normalize(input.Email);
        var pending = email == await texts.EmailAsync(user, cancellation) ? null : email;
        if ((Refuse(input, email, policy) ?? (pending is null && input.Password is null ? null : await emails.CheckPasswordAsync(user, input.CurrentPassword))) is { } refused)
        {
            return refused;
        }

        // Before the wish, which is bound to it.
        user.PasswordHash = input.Password is null ? user.PasswordHash : passwords.Hash(input.Password);
        if (pending is not null && (await EmailRule.RefuseAsync(db, user.Id, await texts.HashAsync(pending, cancellation), cancellation)
            ?? await emails.QueueAsync(db, user, pending, cancellation)) is { } notNow)
        {
            return notNow;
        }

        await texts.SetAsync(db, user, email: null, input.Name, cancellation);
        user.UpdatedAt = clock.Now();
        change.Describe("Update profile", "auth.user", user.Id);
        StaffTokens? tokens = null;
        if (input.Password is not null)
        {
            await StaffSessions.EndAsync(db, user.Id, clock.Now(), null, null, cancellation);
            await PasswordMails.SpendAllAsync(db, user.Id, clock.Now(), cancellation);
            tokens = await sessions.BeginAsync(db, user, remember: false, cancellation);
        }

        if (await change.CommitAsync(cancellation) is { } failed)
        {
            return failed;
        }

        await principals.ForgetAsync(user.Id);
        if (tokens is not null)
        {
            StaffSessions.SetCookies(http.Response, tokens);
        }

        return new ProfileChanged(true, await texts.EmailAsync(user, cancellation), pending);
    }

    private static Problem? Refuse(ProfileChange change, string? email, PasswordPolicy policy)
    {
        if (change is { Email: null, Name: null, Password: null })
        {
            return new Problem(ProblemKind.Invalid, "Nothing to change");
        }

        if (email is not null && !Emails.IsValid(email))
        {
            return Invalid("email", "must be an e-mail address");
        }

        return change.Password is { } password && policy.Refuse(password) is { } weak ? Invalid("password", weak) : null;
    }

    private static Outcome<FeaturesGranted> Check(FeatureCheck check, Caller caller) =>
        check.Features!.Count > MaxFeatures || check.Features.Any(f => f is null or { Length: > MaxFeatureLength })
            ? new Problem(ProblemKind.Invalid, $"At most {MaxFeatures} features of at most {MaxFeatureLength} characters")
            : new FeaturesGranted(check.Features.All(caller.Has), [.. check.Features.Where(caller.Has)], caller.UserId?.ToString() ?? $"api_key:{caller.ApiKeyId}");

    private static Outcome<FeatureList> List(IEnumerable<Feature> features, IEnumerable<FeatureModule> modules) => new FeatureList(
        [.. features.OrderBy(f => f.Id, StringComparer.Ordinal).Select(f => new FeatureView(f.Id, f.Title, f.Module))],
        [.. modules.OrderBy(m => m.Id, StringComparer.Ordinal).Select(m => new FeatureModuleView(m.Id, m.Title))]);

    private static Problem Invalid(string field, string why) => new(ProblemKind.Invalid, $"{field}: {why}", Fields: new Dictionary<string, string[]> { [field] = [why] });
}
