using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;
using Platform.Kernel.Security;

namespace Platform.Auth.SignIn;

/// <summary>A successful sign-in.</summary>
/// <param name="Token">The access token, valid for eight hours; it is set as the cookie <c>auth_token</c>, too.</param>
/// <param name="Redirect">Where a browser goes next.</param>
/// <param name="RefreshToken">Renews the access token for 30 days; only with <c>remember</c>.</param>
public sealed record SignedIn(
    bool Ok, string Token, string? Redirect, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken);

/// <summary>Asks for a new access token.</summary>
[ValidatableType]
public sealed record RefreshRequest([property: Needed] string? RefreshToken);

/// <param name="ExpiresIn">Seconds.</param>
public sealed record Refreshed(bool Ok, string AccessToken, int ExpiresIn);

/// <summary>Signing in and out.</summary>
internal static class SignInEndpoints
{
    private const int MaxTenants = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Checked in place of a hash that does not exist, so that both take as long.
    private static readonly Lazy<string> NobodysHash = new(() => new Passwords().Hash("nobody's"));

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/login", Login).AllowAnonymous().RefusesWithOk().DisableAntiforgery().WithSummary("Sign in")
            .WithDescription("A form with `email` and `password`, and optionally `remember`, `tenantId`, `requireRole` (comma-separated) and `redirect`.");
        group.MapGet("/logout", Logout).WithSummary("Sign out and go to the login page");
        group.MapPost("/logout", Logout).WithSummary("Sign out");
        group.MapPost("/session/refresh", Refresh).AllowAnonymous().RefusesWithOk().WithSummary("Renew the access token");
        group.MapGet("/session/refresh", RefreshByCookie).AllowAnonymous().WithSummary("Renew the access token of a browser");
    }

    private static async Task<IResult> Login(
        HttpContext http, SystemDb system, UserTexts texts, Passwords passwords, StaffSessions sessions, StaffDirectory staff, PrincipalCache principals, Attempts attempts, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (!http.Request.HasFormContentType)
        {
            return Refused(new Problem(ProblemKind.UnsupportedMediaType, "The body must be a form"));
        }

        var form = await http.Request.ReadFieldsAsync(cancellation);
        var (email, password) = (Emails.Normalize(form["email"].ToString()), form["password"].ToString());
        var address = ClientAddress.Of(http);
        if (await attempts.RefuseAsync("login-address", address, 20, Window) is { } tooMany)
        {
            return Refused(tooMany);
        }

        if (await attempts.RefuseAsync("login", $"{address}:{email}", 5, Window) is { } again)
        {
            return Refused(again);
        }

        if (!Emails.IsValid(email) || password.Length is < 6 or > PasswordPolicy.MaxLength)
        {
            return Failed(ProblemKind.Invalid, "Invalid credentials");
        }

        await using var db = system.Open();
        var tenant = form["tenantId"].ToString() is { Length: > 0 } named ? named : form["tenant"].ToString();
        var tenantId = Guid.TryParse(tenant, out var chosen) ? chosen : Guid.Empty;
        var emailHash = await texts.HashAsync(email, cancellation);
        var candidates = await db.Set<User>().Where(u => u.EmailHash == emailHash && u.PasswordHash != null && u.IsConfirmed && u.DisabledAt == null && (tenant == "" || u.TenantId == tenantId))
            .OrderBy(u => u.CreatedAt).Take(MaxTenants).ToListAsync(cancellation);
        var (matching, stale) = Matching(candidates, password, passwords);
        if (matching is not [var user, ..] || await staff.OfUserAsync(user.TenantId, user.Id, cancellation) is not { } known)
        {
            db.Raise("auth.login.failed", candidates.FirstOrDefault()?.TenantId ?? Guid.Empty, null, new { userId = candidates.FirstOrDefault()?.Id });
            await db.SaveChangesAsync(cancellation);
            return Failed(ProblemKind.Unauthenticated, "Invalid email or password");
        }

        // Said only to whoever knows a password. An address that others have too takes nobody's sign-in away.
        if (matching.Count > 1)
        {
            return Failed(ProblemKind.Invalid, "The address belongs to several tenants: sign in with the link of the one that you mean.");
        }

        var wanted = ValueList.First(string.Join(',', form["requireRole"], form["role"]));
        if (wanted.Count > 0 && !wanted.Any(r => known.Roles.Contains(r, StringComparer.OrdinalIgnoreCase)))
        {
            return Failed(ProblemKind.Forbidden, "Not authorized for this area");
        }

        if (stale)
        {
            user.PasswordHash = passwords.Hash(password);
        }

        var remember = form["remember"].ToString().ToUpperInvariant() is "ON" or "1" or "TRUE";
        user.LastLoginAt = clock.Now();
        var tokens = await sessions.BeginAsync(db, user, remember, cancellation);
        db.Raise("auth.login.success", user.TenantId, user.OrganizationId, new { userId = user.Id });
        await db.SaveChangesAsync(cancellation);
        await principals.ForgetAsync(user.Id);
        await attempts.ForgetAsync("login", $"{address}:{email}");
        StaffSessions.SetCookies(http.Response, tokens);
        return (Outcome<SignedIn>)new SignedIn(true, tokens.AccessToken, SafeRedirect.Of(form["redirect"]), remember ? tokens.SessionToken : null);
    }

    /// <summary>Whose password it is. Hashes once also for an unknown address, which then takes as long.</summary>
    private static (List<User> Users, bool Stale) Matching(List<User> candidates, string password, Passwords passwords)
    {
        var isStale = false;
        var matching = candidates.FindAll(user =>
        {
            var matches = passwords.Verify(user.PasswordHash!, password, out var stale);
            isStale |= matches && stale;
            return matches;
        });
        if (candidates.Count == 0)
        {
            passwords.Verify(NobodysHash.Value, password, out _);
        }

        return (matching, isStale);
    }

    private static async Task<IResult> Logout(HttpContext http, SystemDb system, PrincipalCache principals, TimeProvider clock, CancellationToken cancellation)
    {
        // A link on another site must not sign anybody out; a form there is refused before.
        if (HttpMethods.IsGet(http.Request.Method) && CrossSite.IsSaidOf(http.Request))
        {
            return Results.Redirect("/login");
        }

        if (http.Features.Get<Principal>() is { } principal)
        {
            await using var db = system.Open();
            await StaffSessions.EndAsync(db, principal.Scope.UserId, clock.Now(), principal.SessionId, null, cancellation);
            await principals.ForgetAsync(principal.Scope.UserId);
        }

        StaffCookies.Clear(http.Response);
        return Results.Redirect("/login");
    }

    private static async Task<IResult> Refresh(
        RefreshRequest request, HttpContext http, SystemDb system, StaffSessions sessions, Attempts attempts, CancellationToken cancellation)
    {
        if (await RefuseOftenAsync(http, request.RefreshToken!, attempts) is { } tooMany)
        {
            return Refused(tooMany);
        }

        await using var db = system.Open();
        if (await sessions.RenewAsync(db, request.RefreshToken!, cancellation) is not { } tokens)
        {
            return Failed(ProblemKind.Unauthenticated, "Invalid or expired refresh token");
        }

        StaffSessions.SetCookies(http.Response, tokens);
        return (Outcome<Refreshed>)new Refreshed(true, tokens.AccessToken, (int)StaffSessions.Access.TotalSeconds);
    }

    private static async Task<IResult> RefreshByCookie(
        [FromQuery] string? redirect, HttpContext http, SystemDb system, StaffSessions sessions, Attempts attempts, CancellationToken cancellation)
    {
        var (target, token) = (SafeRedirect.Of(redirect) ?? "/", http.Request.Cookies[StaffCookies.Session] ?? "");
        if (await RefuseOftenAsync(http, token, attempts) is { } tooMany)
        {
            return Refused(tooMany);
        }

        await using var db = system.Open();
        if (token.Length == 0 || await sessions.RenewAsync(db, token, cancellation) is not { } tokens)
        {
            StaffCookies.Clear(http.Response);
            return Results.Redirect($"/login?redirect={Uri.EscapeDataString(target)}");
        }

        StaffSessions.SetCookies(http.Response, tokens);
        return Results.Redirect(target);
    }

    /// <summary>Both ways to renew a token are tried by whoever guesses one.</summary>
    private static async Task<Problem?> RefuseOftenAsync(HttpContext http, string token, Attempts attempts) =>
        await attempts.RefuseAsync("refresh-address", ClientAddress.Of(http), 60, Window)
        ?? (token.Length == 0 ? null : await attempts.RefuseAsync("refresh", Convert.ToHexString(Secret.Hash(token)), 15, Window));

    private static Outcome<SignedIn> Refused(Problem problem) => problem;

    private static Outcome<SignedIn> Failed(ProblemKind kind, string message) => new Problem(kind, message);
}
