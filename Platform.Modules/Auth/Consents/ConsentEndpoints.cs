using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Auth.Acl;
using Platform.Auth.Users;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Auth.Consents;

/// <param name="IntegrityValid">False when somebody has changed the record since.</param>
public sealed record ConsentView(Guid Id, Guid UserId, string ConsentType, bool IsGranted, DateTimeOffset GrantedAt, string IpAddress, bool IntegrityValid);

public sealed record ConsentList(IReadOnlyList<ConsentView> Items);

/// <summary>What a user agreed to.</summary>
internal static class ConsentEndpoints
{
    private const int Most = 500;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/users/consents", List).Requires("auth.users.edit").WithSummary("List what a user agreed to")
            .WithDescription("Agreed to when the user set his password by an invitation or a reset; `integrityValid` tells whether the record is as it was written.");

    private static async Task<Outcome<ConsentList>> List(PlatformDb db, Caller caller, Secrets secrets, HttpContext http, CancellationToken cancellation)
    {
        if (AclEndpoints.IdOf(http, "userId", out var problem) is not { } id)
        {
            return problem!;
        }

        if (!await UserRules.Visible(db, caller).AnyAsync(u => u.Id == id, cancellation))
        {
            return Problem.NotFound("User");
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var consents = await db.Set<UserConsent>().AsNoTracking().Where(c => c.UserId == id).OrderByDescending(c => c.GrantedAt).ThenBy(c => c.Id).Take(Most).ToListAsync(cancellation);
        return new ConsentList([.. consents.Select(c => new ConsentView(c.Id, c.UserId, c.Type, true, c.GrantedAt, c.Address, c.IsWhole(vault)))]);
    }
}
