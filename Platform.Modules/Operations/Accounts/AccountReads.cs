using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;
using Platform.Kernel.Text;
using Platform.Operations.Access;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Accounts;

/// <summary>Reads the accounts that an account sees.</summary>
internal static class AccountReads
{
    public const string Kind = "operations.account";
    public static readonly Problem NotFound = Problem.NotFound("account");

    public static IQueryable<AccountRow> Visible(PlatformDb db, Account account)
    {
        var seen = Visibility.From(db, account.OrganizationId);
        return
            from user in db.Set<User>()
            join profile in db.Set<AccountProfile>() on user.Id equals profile.Id
            join organization in db.Set<Organization>() on user.OrganizationId equals organization.Id
            join place in db.Set<OrganizationProfile>() on organization.Id equals place.Id
            join role in db.Set<CenterRole>() on place.Level equals role.Level
            where seen.Contains(organization.Id)
            select new AccountRow { User = user, Profile = profile, Organization = organization, OrganizationRole = role.Name };
    }

    public static Task<AccountRow?> FindAsync(PlatformDb db, Account account, string id, CancellationToken cancellation) => Guid.TryParse(id, out var wanted)
        ? Visible(db, account).SingleOrDefaultAsync(r => r.User.Id == wanted, cancellation)
        : Task.FromResult<AccountRow?>(null);

    /// <summary>One that is to be changed: until the transaction ends, nobody gives its user more, takes something away or begins a session for it.</summary>
    public static async Task<AccountRow?> HoldAsync(PlatformDb db, Account account, string id, CancellationToken cancellation) =>
        Guid.TryParse(id, out var wanted) && await db.Set<User>().Where(u => u.Id == wanted).Select(u => u.Id).ForUpdate().SingleOrDefaultAsync(cancellation) == wanted
            ? await FindAsync(db, account, id, cancellation)
            : null;

    public static async Task<Outcome<AccountPage>> ListAsync(
        HttpContext http, PlatformDb db, ActingAccount acting, Caller caller, AccessRecorder accesses, UserTexts texts, Secrets secrets, CancellationToken cancellation)
    {
        var query = new ListQuery(http.Request.Query);
        var (search, username, email) = (query.Text("search"), query.Text("username"), query.Text("email"));
        var (role, organization) = (query.Text("role"), query.Id("organization_id", "organizationId"));
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var rows = Visible(db, acting.Account).AsNoTracking();
        rows = username is null ? rows : rows.Where(r => r.User.Username == username);
        if (email is not null)
        {
            var hash = await texts.HashAsync(email, cancellation);
            rows = rows.Where(r => r.User.EmailHash == hash);
        }

        rows = organization is null ? rows : rows.Where(r => r.Organization.Id == organization);
        if (search is not null)
        {
            var matching = db.Set<User>().Where(await texts.MatchingAsync(db, search, cancellation)).Select(u => u.Id);
            rows = rows.Where(r => EF.Functions.Like(FoldedText.Column(r.User.Username), Like.Containing(search), Like.Escape) || matching.Contains(r.User.Id));
        }

        rows = role is null ? rows : OfRole(db, rows, role);
        var page = await rows.OrderBy(r => r.User.Username).ThenBy(r => r.User.Id).ToPageAsync(query.Page, query.PageSize, cancellation);
        accesses.Record(caller, Kind, [.. page.Items.Select(r => r.User.Id)], AccessLog.ReadList, AccessFields.Of<AccountView>());
        var vault = await secrets.OfTenantAsync(db, cancellation);
        return new AccountPage([.. page.Items.Select(r => AccountView.Of(r, UserTexts.Open(new KnownUser(r.User.Id, r.User.Name, r.User.Email), vault)))], Pagination.Of(page));
    }

    public static async Task<Outcome<AccountView>> GetAsync(
        string id, PlatformDb db, ActingAccount acting, Caller caller, AccessRecorder accesses, UserTexts texts, CancellationToken cancellation)
    {
        if (await FindAsync(db, acting.Account, id, cancellation) is not { } row)
        {
            return NotFound;
        }

        accesses.Record(caller, Kind, [row.User.Id], AccessLog.ReadItem, AccessFields.Of<AccountView>());
        return AccountView.Of(row, await texts.OpenAsync(row.User, cancellation));
    }

    /// <summary>By the role's id, or by its name in whatever case.</summary>
    private static IQueryable<AccountRow> OfRole(PlatformDb db, IQueryable<AccountRow> rows, string role)
    {
        var (id, name) = (Guid.TryParse(role, out var wanted) ? wanted : Guid.Empty, FoldedText.Of(role));
        return rows.Where(r => db.Set<CenterRole>().Any(c => c.Id == r.Profile.RoleId && (c.Id == id || FoldedText.Column(c.Name) == name)));
    }
}
