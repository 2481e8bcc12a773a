using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Auth.Resets;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Auth.Users;

/// <summary>The user to invite again.</summary>
public sealed record InviteAgain(string? Id);

/// <summary>Invitations that got lost.</summary>
internal static class InviteEndpoints
{
    private const int MostAMinute = 3;

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/users/resend-invite", Resend).Requires("auth.users.create").WithSummary("Send an invitation again")
            .WithDescription("For a user who has not set a password yet. Earlier links stop working; the new one works for 48 hours.");

    private static async Task<Outcome<OkAnswer>> Resend(
        InviteAgain input, PlatformDb db, Caller caller, UserRules rules, PasswordMails mails, Changes changes, Attempts attempts, CancellationToken cancellation)
    {
        if (!Guid.TryParse(input.Id, out var id))
        {
            return new Problem(ProblemKind.Unprocessable, "Invalid input", Fields: new Dictionary<string, string[]> { ["id"] = ["must be a UUID"] });
        }

        await using var change = await changes.BeginAsync("auth.users.resend_invite", cancellation);
        if (await UserRules.Visible(db, caller).Where(u => u.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } user)
        {
            return Problem.NotFound("User");
        }

        if (await rules.RefuseStrongerAsync(user.Id, cancellation) is { } stronger)
        {
            return stronger;
        }

        if (user.PasswordHash is not null)
        {
            return new Problem(ProblemKind.Conflict, "User already has a password");
        }

        if (await attempts.RefuseAsync("invite", id.ToString(), MostAMinute, TimeSpan.FromMinutes(1)) is { } tooMany)
        {
            return tooMany;
        }

        await mails.QueueInviteAsync(db, user, cancellation);
        return await change.CommitAsync(OkAnswer.Value, cancellation);
    }
}
