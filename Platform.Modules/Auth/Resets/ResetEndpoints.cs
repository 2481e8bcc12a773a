using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Auth.Consents;
using Platform.Auth.SignIn;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;
using Platform.Kernel.Security;

namespace Platform.Auth.Resets;

/// <summary>The form that asks for a mail.</summary>
public sealed record ResetForm(string Email);

/// <summary>The form that sets a password; <c>consents</c> names what the user agrees to, comma-separated.</summary>
public sealed record ResetConfirmForm(string Token, string Password, string? Consents);

public sealed record ResetDone(bool Ok, string Redirect);

/// <summary>A forgotten password, and the first one of somebody who was invited.</summary>
/// <remarks>Crosses tenants: nobody is signed in. Whether an address is known is never told.</remarks>
internal static class ResetEndpoints
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly string[] Forms = ["application/x-www-form-urlencoded", "multipart/form-data"];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/reset", Ask).AllowAnonymous().Accepts<ResetForm>(Forms[0], Forms[1]).WithSummary("Ask for a mail that resets the password")
            .WithDescription("Answers the same whether or not the address is known. The link works once, for an hour.");
        group.MapPost("/reset/confirm", Confirm).AllowAnonymous().RefusesWithOk().Accepts<ResetConfirmForm>(Forms[0], Forms[1]).WithSummary("Set the password with the token of a mail")
            .WithDescription("Ends all sessions of the user. Also accepts invitations.");
    }

    private static async Task<Outcome<OkAnswer>> Ask(
        HttpContext http, SystemDb system, ResetRequests requests, Attempts attempts, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFieldsAsync(cancellation);
        var email = Emails.Normalize(form["email"].ToString());
        if (await attempts.RefuseAsync("reset-address", ClientAddress.Of(http), 10, Window) is { } tooMany)
        {
            return tooMany;
        }

        if (!Emails.IsValid(email))
        {
            return new Problem(ProblemKind.Unprocessable, "Invalid e-mail address", Fields: new Dictionary<string, string[]> { ["email"] = ["must be an e-mail address"] });
        }

        if (await attempts.RefuseAsync("reset", email, 3, Window) is { } again)
        {
            return again;
        }

        await using var db = system.Open();
        await requests.QueueAsync(db, email, cancellation);
        await db.SaveChangesAsync(cancellation);
        return OkAnswer.Value;
    }

    private static async Task<Outcome<ResetDone>> Confirm(
        HttpContext http, SystemDb system, Passwords passwords, PasswordPolicy policy, Secrets secrets, PrincipalCache principals,
        Attempts attempts, TimeProvider clock, CancellationToken cancellation)
    {
        if (await attempts.RefuseAsync("reset-confirm", ClientAddress.Of(http), 10, Window) is { } tooMany)
        {
            return tooMany;
        }

        var form = await http.Request.ReadFieldsAsync(cancellation);
        var (token, password) = (form["token"].ToString(), form["password"].ToString());
        if (token.Length == 0 || policy.Refuse(password) is not null)
        {
            return Refused(token.Length == 0 ? "Invalid request" : $"The password {policy.Refuse(password)}");
        }

        var (hash, now) = (Secret.Hash(token), clock.Now());
        await using var db = system.Open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Of two at once the second waits for the row, and then finds it spent.
        var spent = await db.Set<PasswordToken>().Where(t => t.Hash == hash && t.SpentAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.SpentAt, now), cancellation);
        var user = spent == 0 ? null : await (
            from t in db.Set<PasswordToken>() join u in db.Set<User>() on t.UserId equals u.Id
            where t.Hash == hash && t.EmailHash == u.EmailHash && u.DisabledAt == null select u).SingleOrDefaultAsync(cancellation);
        if (user is null)
        {
            return Refused("Invalid or expired token");
        }

        (user.PasswordHash, user.IsConfirmed, user.UpdatedAt) = (passwords.Hash(password), true, now);
        user.VerifyEmail();
        await StaffSessions.EndAsync(db, user.Id, now, only: null, except: null, cancellation);
        await PasswordMails.SpendAllAsync(db, user.Id, now, cancellation);
        await using (var tenant = system.OpenFor(user.TenantId, user.Id))
        {
            db.AddRange(UserConsent.Given(user, form["consents"].ToString(), ClientAddress.InFull(http), await secrets.OfTenantAsync(tenant, cancellation), now));
        }

        db.Raise("auth.password_reset.completed", user.TenantId, user.OrganizationId, new { userId = user.Id });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        return new ResetDone(true, "/login");
    }

    private static Problem Refused(string why) => new(ProblemKind.Invalid, why);
}
