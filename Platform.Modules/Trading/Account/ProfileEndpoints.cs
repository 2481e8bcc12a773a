using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Trading.Tradings;

namespace Platform.Trading.Account;

/// <summary>The signed-in user.</summary>
public sealed record ProfileView(
    Guid Id, string Username, string Email, string Avatar, Json Settings, Json Info, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Changes of a profile; what is left out stays. Settings are merged member by member.</summary>
[ValidatableType]
public sealed record ProfileChange(
    [property: Text(3, 50)] string? Username,
    [property: WebAddress] string? Avatar,
    Json? Settings);

/// <summary>The signed-in user's profile, and what administrators do to users.</summary>
internal static class ProfileEndpoints
{
    public static void Map(RouteGroupBuilder trading)
    {
        var group = trading.MapGroup("/users").WithTags("Users");
        group.MapGet("/me", Me).WithSummary("Read your profile");
        group.MapPut("/me", Update).WithSummary("Change your profile").Refuses(ProblemKind.Conflict, "USERNAME_TAKEN");
        group.MapPut("/{user_id:guid}/disable", Disable).RequireAuthorization(policy => policy.RequireRole(Principal.Admin))
            .WithSummary("Disable a user")
            .WithDescription("For administrators. All sessions of the user end at once, and he can no longer sign in.");
    }

    private static Outcome<ProfileView> Me(HttpContext http)
    {
        var me = http.Features.Get<Principal>()!.Profile;
        return new ProfileView(me.Id, me.Username, me.Email, me.Avatar, me.Settings, me.Info, me.CreatedAt, me.UpdatedAt);
    }

    private static async Task<Outcome<ProfileView>> Update(
        ProfileChange input, PlatformDb db, Changes changes, PrincipalCache principals, UserTexts texts, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("trading.profile.update", cancellation);
        var user = await db.Set<User>().FromSql($"SELECT * FROM identity.users WHERE id = {db.Scope.UserId} FOR UPDATE").SingleAsync(cancellation);
        user.Username = input.Username ?? user.Username;
        user.Avatar = input.Avatar ?? user.Avatar;
        user.Settings = input.Settings is { } settings ? user.Settings.Merge(settings) : user.Settings;
        user.UpdatedAt = clock.Now();
        if (user.Settings.Text.Length > Json.MaxBytes)
        {
            return TradingProblems.InvalidValue("settings", $"must have at most {Json.MaxBytes} bytes");
        }

        if (await change.Describe("Update profile", "auth.user", user.Id).NotUndoable().CommitAsync(cancellation, UniqueNames.OnDuplicate) is { } taken)
        {
            return taken;
        }

        await principals.ForgetAsync(user.Id);
        return new ProfileView(user.Id, user.Username, await texts.EmailAsync(user, cancellation), user.Avatar, user.Settings, user.Info, user.CreatedAt, user.UpdatedAt);
    }

    private static async Task<Outcome<Done>> Disable(Guid user_id, Sessions sessions, CancellationToken cancellation) =>
        await sessions.DisableAsync(user_id, cancellation) is { } refused ? refused : new Done("User account disabled successfully");
}
