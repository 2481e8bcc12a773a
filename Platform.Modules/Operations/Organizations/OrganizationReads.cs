using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Text;
using Platform.Operations.Access;

namespace Platform.Operations.Organizations;

/// <summary>Reads the organizations of one level that an account sees.</summary>
internal static class OrganizationReads
{
    public const string Kind = "operations.organization";

    public static Problem NotFound(Level level) => Problem.NotFound(level.Name);

    public static IQueryable<OrganizationRow> Visible(PlatformDb db, Account account, Level level)
    {
        var seen = Visibility.From(db, account.OrganizationId);
        return db.Set<Organization>().Join(db.Set<OrganizationProfile>(), o => o.Id, p => p.Id, (o, p) => new OrganizationRow { Organization = o, Profile = p })
            .Where(r => r.Profile.Level == level.Name && seen.Contains(r.Organization.Id));
    }

    public static async Task<Outcome<OrganizationPage>> ListAsync(
        HttpContext http, PlatformDb db, ActingAccount acting, Caller caller, AccessRecorder accesses, CancellationToken cancellation)
    {
        var (level, query) = (Level.Of(http), new ListQuery(http.Request.Query));
        var (name, search, type, creator) = (query.Text("name"), query.Text("search"), query.Text("type"), query.Id("created_by"));
        if (query.Problem is { } wrong)
        {
            return wrong;
        }

        var rows = Visible(db, acting.Account, level).AsNoTracking();
        rows = type is null ? rows : rows.Where(r => r.Profile.Level == type);
        rows = name is null ? rows : rows.Where(r => r.Organization.Name == name);
        rows = creator is null ? rows : rows.Where(r => r.Profile.CreatedBy == creator);
        rows = search is null ? rows : rows.Where(r => EF.Functions.Like(FoldedText.Column(r.Organization.Name), Like.Containing(search), Like.Escape)
            || EF.Functions.Like(FoldedText.Column(r.Organization.Id.ToString()), Like.Containing(search), Like.Escape));
        var found = await rows.OrderBy(r => r.Organization.Name).ThenBy(r => r.Organization.Id)
            .Select(r => new { r.Organization.Name, r.Profile }).ToPageAsync(query.Page, query.PageSize, cancellation);
        var views = found.Items.Select(r => OrganizationView.Of(r.Name, r.Profile)).ToList();
        accesses.Record(caller, Kind, [.. views.Select(v => v.Id)], AccessLog.ReadList, AccessFields.Of<OrganizationView>());
        var page = new OrganizationPage(Pagination.Of(found));
        return level == Level.Distributor ? page with { Distributors = views } : level == Level.Reseller ? page with { Resellers = views } : page with { Customers = views };
    }

    public static async Task<Outcome<OrganizationView>> GetAsync(
        string id, HttpContext http, PlatformDb db, ActingAccount acting, Caller caller, AccessRecorder accesses, CancellationToken cancellation)
    {
        var level = Level.Of(http);
        if (!Guid.TryParse(id, out var wanted)
            || await Visible(db, acting.Account, level).AsNoTracking().SingleOrDefaultAsync(r => r.Organization.Id == wanted, cancellation) is not { } row)
        {
            return NotFound(level);
        }

        accesses.Record(caller, Kind, [row.Organization.Id], AccessLog.ReadItem, AccessFields.Of<OrganizationView>());
        return OrganizationView.Of(row.Organization.Name, row.Profile);
    }
}
