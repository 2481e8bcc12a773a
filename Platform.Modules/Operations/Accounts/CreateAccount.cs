using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Accounts;

/// <summary>A new account.</summary>
/// <param name="Username">Characters other than ASCII letters, digits and underscores become underscores.</param>
/// <param name="Password">For the business surface; sign-in here goes through the provider.</param>
[ValidatableType]
public sealed record NewAccount(
    [property: Needed, Text(1, Usernames.MaxLength - 5)] string? Username,
    [property: Needed, MailAddress] string? Email,
    [property: Needed, Text(1, 120)] string? Name,
    [property: Text(0, AccountProfileTable.MaxPhone)] string? Phone,
    [property: Needed, Text(8, 200)] string? Password,
    [property: Needed] string? UserRoleId,
    [property: Needed] string? OrganizationId,
    Json? CustomData);

/// <summary>Creates an account in an organization that the caller sees.</summary>
internal static class CreateAccount
{
    public static readonly Problem NoOrganization = Problem.NotFound("target organization");
    public static readonly Problem NoRole = Problem.OfField("userRoleId", "must be the id of a role of accounts");

    public static async Task<Outcome<AccountView>> HandleAsync(
        NewAccount input, PlatformDb db, ActingAccount acting, HierarchyChanges changes, UserTexts texts, Passwords passwords, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.Now();
        if (await RoleAsync(db, input.UserRoleId!, cancellation) is not { } role)
        {
            return NoRole;
        }

        var (data, problem) = CustomData.Merge(Json.Empty, input.CustomData, AccountView.Reserved);
        if (problem is not null)
        {
            return problem;
        }

        // Before the lock is taken: it takes long.
        var hash = passwords.Hash(input.Password!);
        await using var change = await changes.BeginAsync($"{AccountReads.Kind}s.create", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
        {
            return late;
        }

        var account = acting.Account;
        if (await PlaceAsync(db, account, input.OrganizationId!, cancellation) is not { } place)
        {
            return NoOrganization;
        }

        var user = new User
        {
            TenantId = account.TenantId, OrganizationId = place.Organization.Id, Username = Usernames.Sanitize(input.Username!), Email = "", EmailHash = [],
            PasswordHash = hash, IsConfirmed = true, CreatedAt = now, UpdatedAt = now,
        };
        await texts.SetAsync(db, user, input.Email, input.Name!.Trim(), cancellation);
        if (await Addresses.RefuseAsync(db, user.EmailHash, user.Id, cancellation) is { } taken)
        {
            return taken;
        }

        var profile = AccountPlaces.Add(db, user, role, account.OrganizationId, now);
        (profile.Phone, profile.Data) = (input.Phone?.Trim() ?? "", data);
        var view = AccountView.Of(new AccountRow { User = user, Profile = profile, Organization = place.Organization, OrganizationRole = place.Role }, await texts.OpenAsync(user, cancellation));
        return await change.Describe("Create account", AccountReads.Kind, user.Id).Raise($"{AccountReads.Kind}.created", new { id = user.Id }, account.OrganizationId)
            .CommitAsync(view, cancellation, Addresses.OnDuplicate);
    }

    public static async Task<CenterRole?> RoleAsync(PlatformDb db, string id, CancellationToken cancellation) => Guid.TryParse(id, out var wanted)
        ? await db.Set<CenterRole>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == wanted && r.Level == null, cancellation)
        : null;

    /// <summary>An organization that the account sees, and its role.</summary>
    public static async Task<(Organization Organization, string Role)?> PlaceAsync(PlatformDb db, Account account, string id, CancellationToken cancellation)
    {
        var seen = Visibility.From(db, account.OrganizationId);
        var found = Guid.TryParse(id, out var wanted)
            ? await (from organization in db.Set<Organization>().AsNoTracking()
                     join place in db.Set<OrganizationProfile>() on organization.Id equals place.Id
                     join role in db.Set<CenterRole>() on place.Level equals role.Level
                     where organization.Id == wanted && seen.Contains(organization.Id)
                     select new { organization, role.Name }).SingleOrDefaultAsync(cancellation)
            : null;
        return found is null ? null : (found.organization, found.Name);
    }
}
