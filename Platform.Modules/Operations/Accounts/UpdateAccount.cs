using Microsoft.Extensions.Validation;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;

namespace Platform.Operations.Accounts;

/// <summary>Changes of an account: what is left out or empty stays, and custom data is merged.</summary>
/// <param name="Email">One's own takes the current password, and changes when the mail to the new address is confirmed.</param>
/// <param name="IsSuspended">True ends all sessions at once and lets nobody in.</param>
[ValidatableType]
public sealed record AccountChange(
    [property: Text(0, 120)] string? Name,
    [property: MailAddress] string? Email,
    [property: Text(0, AccountProfileTable.MaxPhone)] string? Phone,
    string? UserRoleId,
    string? OrganizationId,
    bool? IsSuspended,
    Json? CustomData,
    string? CurrentPassword = null);

/// <summary>Changes an account: one's own as far as it concerns nobody else, others as an Admin.</summary>
internal static class UpdateAccount
{
    public static async Task<Outcome<AccountView>> HandleAsync(
        string id, AccountChange input, PlatformDb db, ActingAccount acting, HierarchyChanges changes, AccountRules rules, UserTexts texts, EmailChanges emails, TimeProvider clock,
        CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync($"{AccountReads.Kind}s.update", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
        {
            return late;
        }

        var account = acting.Account;
        if (await AccountReads.HoldAsync(db, account, id, cancellation) is not { } row)
        {
            return AccountReads.NotFound;
        }

        if (await RefuseAsync(row, input, account, rules, cancellation) is { } forbidden)
        {
            return forbidden;
        }

        if (row.User.Id != account.Id)
        {
            change.Requires(RequiredPermission.Prefix + Account.ManageAccounts);
        }

        var shown = new Shown(row, row.Organization, row.OrganizationRole);
        if (await MoveAsync(db, shown, input, account, clock, cancellation) is { } misplaced)
        {
            return misplaced;
        }

        if ((await AddressAsync(db, row.User, input, row.User.Id == account.Id, texts, emails, cancellation) ?? await FillAsync(db, row, input, texts, cancellation)) is { } wrong)
        {
            return wrong;
        }

        var verb = await SuspendAsync(db, row, input.IsSuspended, clock, cancellation);
        (row.User.UpdatedAt, row.Profile.UpdatedBy) = (clock.Now(), account.OrganizationId);
        return await change.Describe($"{char.ToUpperInvariant(verb[0])}{verb[1..]} account", AccountReads.Kind, row.User.Id)
            .Raise($"{AccountReads.Kind}.updated", new { id = row.User.Id }, account.OrganizationId)
            .CommitAsync(shown.View(await texts.OpenAsync(row.User, cancellation)), cancellation, Addresses.OnDuplicate);
    }

    /// <summary>The account as it will be answered.</summary>
    private sealed class Shown(AccountRow row, Kernel.Identity.Organization organization, string role)
    {
        public AccountRow Row => row;

        public (Kernel.Identity.Organization Organization, string Role) Place { get; set; } = (organization, role);

        public AccountView View(KnownUser user) =>
            AccountView.Of(new AccountRow { User = row.User, Profile = row.Profile, Organization = Place.Organization, OrganizationRole = Place.Role }, user);
    }

    private static async Task<Problem?> RefuseAsync(AccountRow row, AccountChange input, Account account, AccountRules rules, CancellationToken cancellation)
    {
        if (row.User.Id != account.Id)
        {
            return await rules.RefuseAsync(account, row.User.Id, "update", cancellation);
        }

        var same = IsSame(input.UserRoleId, row.Profile.RoleId) && IsSame(input.OrganizationId, row.Organization.Id) && input.IsSuspended is null or false;
        return same ? null : AccountRules.SelfPromotion;
    }

    private static bool IsSame(string? sent, Guid current) => string.IsNullOrEmpty(sent) || (Guid.TryParse(sent, out var id) && id == current);

    /// <summary>Gives another role or organization, when one was sent.</summary>
    private static async Task<Problem?> MoveAsync(PlatformDb db, Shown shown, AccountChange input, Account account, TimeProvider clock, CancellationToken cancellation)
    {
        var (user, profile) = (shown.Row.User, shown.Row.Profile);
        if (IsSame(input.UserRoleId, profile.RoleId) && IsSame(input.OrganizationId, shown.Place.Organization.Id))
        {
            return null;
        }

        var wanted = string.IsNullOrEmpty(input.UserRoleId) ? profile.RoleId.ToString() : input.UserRoleId;
        if (await CreateAccount.RoleAsync(db, wanted, cancellation) is not { } role)
        {
            return CreateAccount.NoRole;
        }

        if (!IsSame(input.OrganizationId, shown.Place.Organization.Id))
        {
            if (await CreateAccount.PlaceAsync(db, account, input.OrganizationId!, cancellation) is not { } place)
            {
                return CreateAccount.NoOrganization;
            }

            shown.Place = place;
        }

        await AccountPlaces.MoveAsync(db, user, profile, role, shown.Place.Organization.Id, clock.Now(), cancellation);
        return null;
    }

    /// <summary>An Admin gives others an address; one's own waits for the mail to it, or whoever it belongs to would enter here when he signs in.</summary>
    private static async Task<Problem?> AddressAsync(
        PlatformDb db, User user, AccountChange input, bool own, UserTexts texts, EmailChanges emails, CancellationToken cancellation)
    {
        if (Sent(input.Email) is not { } email)
        {
            return null;
        }

        var hash = await texts.HashAsync(email, cancellation);
        if (hash.AsSpan().SequenceEqual(user.EmailHash))
        {
            return null;
        }

        if (own && await emails.CheckPasswordAsync(user, input.CurrentPassword) is { } unproven)
        {
            return unproven;
        }

        if (await Addresses.RefuseAsync(db, hash, user.Id, cancellation) is { } taken)
        {
            return taken;
        }

        if (own)
        {
            return await emails.QueueAsync(db, user, email, cancellation);
        }

        await texts.SetAsync(db, user, email, name: null, cancellation);
        return null;
    }

    private static async Task<Problem?> FillAsync(PlatformDb db, AccountRow row, AccountChange input, UserTexts texts, CancellationToken cancellation)
    {
        var (user, profile) = (row.User, row.Profile);
        await texts.SetAsync(db, user, email: null, Sent(input.Name)?.Trim(), cancellation);
        (profile.Data, var problem) = CustomData.Merge(profile.Data, input.CustomData, AccountView.Reserved);
        profile.Phone = string.IsNullOrWhiteSpace(input.Phone) ? profile.Phone : input.Phone.Trim();
        return problem;
    }

    private static string? Sent(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <returns>What the audit log calls the change.</returns>
    private static async Task<string> SuspendAsync(PlatformDb db, AccountRow row, bool? suspended, TimeProvider clock, CancellationToken cancellation)
    {
        var before = row.User.DisabledAt is not null;
        if (suspended is null || suspended == before)
        {
            return "update";
        }

        row.User.DisabledAt = suspended.Value ? clock.Now() : null;
        if (!suspended.Value)
        {
            return "reactivate";
        }

        await AccountPlaces.EndSessionsAsync(db, row.User.Id, clock.Now(), cancellation);
        return "suspend";
    }
}
