using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Auth.Sidebar;

/// <summary>A named arrangement of the sidebar.</summary>
public sealed record VariantView(Guid Id, string Name, bool IsActive, SidebarSettings Settings, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static VariantView From(SidebarVariant row) => new(row.Id, row.Name, row.IsActive, SidebarSettings.Read(row.Settings), row.CreatedAt, row.UpdatedAt);
}

/// <summary>The caller's arrangements in his language.</summary>
public sealed record VariantList(string Locale, IReadOnlyList<VariantView> Variants);

/// <summary>One of the caller's arrangements.</summary>
public sealed record VariantAnswer(string Locale, VariantView Variant);

/// <summary>An arrangement to save, or changes of one.</summary>
/// <param name="Name">A new one gets a name of its own unless this is given.</param>
/// <param name="IsActive">True makes it the only active one.</param>
[ValidatableType]
public sealed record VariantInput([property: Text(0, 120)] string? Name, SidebarSettingsInput? Settings, bool? IsActive);

/// <summary>Named arrangements of the sidebar: each user's own, per language, at most one of them active.</summary>
internal static class VariantEndpoints
{
    private const string AutoName = "My preferences";
    private const int MaxVariants = 100;
    private static readonly Problem NotFound = Problem.NotFound("Variant");
    private static readonly Problem Taken = new(ProblemKind.Conflict, "A variant with this name already exists",
        Fields: new Dictionary<string, string[]> { ["name"] = ["is already in use"] });

    private const string Kind = "auth.sidebar_variant";

    public static void Map(RouteGroupBuilder sidebar)
    {
        var group = sidebar.MapGroup("/variants");
        group.MapGet("", ListAsync).WithSummary("List your sidebar variants");
        group.MapPost("", CreateAsync).Requires(SidebarEndpoints.Manage).WithSummary("Save a sidebar variant");
        group.MapGet("/{id:guid}", ReadAsync).WithSummary("Read a sidebar variant");
        group.MapPut("/{id:guid}", UpdateAsync).Requires(SidebarEndpoints.Manage).WithSummary("Change or activate a sidebar variant");
        group.MapDelete("/{id:guid}", DeleteAsync).Requires(SidebarEndpoints.Manage).WithSummary("Delete a sidebar variant");
    }

    private static async Task<Outcome<VariantList>> ListAsync(PlatformDb db, HttpContext http, CancellationToken cancellation)
    {
        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        var rows = await Of(db, locale).AsNoTracking().OrderBy(v => v.CreatedAt).ThenBy(v => v.Id).ToListAsync(cancellation);
        return new VariantList(locale, rows.ConvertAll(VariantView.From));
    }

    private static async Task<Outcome<VariantAnswer>> ReadAsync(Guid id, PlatformDb db, HttpContext http, CancellationToken cancellation)
    {
        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        return await Of(db, locale).AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, cancellation) is { } row
            ? new VariantAnswer(locale, VariantView.From(row))
            : NotFound;
    }

    private static async Task<Outcome<VariantAnswer>> CreateAsync(
        VariantInput input, PlatformDb db, Changes changes, HttpContext http, TimeProvider clock, CancellationToken cancellation)
    {
        if ((input.Settings ?? new()).Clean(out var wrong) is not { } settings)
        {
            return SidebarEndpoints.Invalid(wrong);
        }

        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        await using var change = await changes.BeginAsync("auth.sidebar_variants.create", cancellation, LockOf(db));
        var names = await Of(db, locale).Select(v => v.Name).ToListAsync(cancellation);
        if (names.Count >= MaxVariants)
        {
            return new Problem(ProblemKind.Invalid, $"At most {MaxVariants} variants are kept");
        }

        var now = clock.Now();
        var row = new SidebarVariant
        {
            TenantId = db.Scope.TenantId, UserId = db.Scope.UserId, Locale = locale, Settings = settings.Store(), CreatedAt = now, UpdatedAt = now,
            Name = string.IsNullOrWhiteSpace(input.Name) ? FreeName(names) : input.Name.Trim(),
            IsActive = input.IsActive == true,
        };
        if (IsTaken(names, row.Name))
        {
            return Taken;
        }

        db.Add(row);
        await ActivateAsync(db, row, cancellation);
        return await change.Describe("Save sidebar variant", Kind, row.Id).CommitAsync(new VariantAnswer(locale, VariantView.From(row)), cancellation);
    }

    private static async Task<Outcome<VariantAnswer>> UpdateAsync(
        Guid id, VariantInput input, PlatformDb db, Changes changes, HttpContext http, TimeProvider clock, CancellationToken cancellation)
    {
        if ((input.Settings ?? new()).Clean(out var wrong) is not { } settings)
        {
            return SidebarEndpoints.Invalid(wrong);
        }

        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        await using var change = await changes.BeginAsync("auth.sidebar_variants.update", cancellation, LockOf(db));
        if (await Of(db, locale).SingleOrDefaultAsync(v => v.Id == id, cancellation) is not { } row)
        {
            return NotFound;
        }

        row.Name = string.IsNullOrWhiteSpace(input.Name) ? row.Name : input.Name.Trim();
        if (IsTaken(await Of(db, locale).Where(v => v.Id != id).Select(v => v.Name).ToListAsync(cancellation), row.Name))
        {
            return Taken;
        }

        row.Settings = input.Settings is null ? row.Settings : settings.Store();
        row.IsActive = input.IsActive ?? row.IsActive;
        row.UpdatedAt = clock.Now();
        await ActivateAsync(db, row, cancellation);
        return await change.Describe("Change sidebar variant", Kind, row.Id).CommitAsync(new VariantAnswer(locale, VariantView.From(row)), cancellation);
    }

    private static async Task<Outcome<Done>> DeleteAsync(Guid id, PlatformDb db, Changes changes, HttpContext http, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("auth.sidebar_variants.delete", cancellation, LockOf(db));
        if (await Of(db, RequestLocale.Of(http.Request) ?? RequestLocale.Original).SingleOrDefaultAsync(v => v.Id == id, cancellation) is not { } row)
        {
            return NotFound;
        }

        (row.DeletedAt, row.UpdatedAt, row.IsActive) = (clock.Now(), clock.Now(), false);
        return await change.Describe("Delete sidebar variant", Kind, row.Id).CommitAsync(new Done(), cancellation);
    }

    private static IQueryable<SidebarVariant> Of(PlatformDb db, string locale) => db.Set<SidebarVariant>().Where(v => v.Locale == locale);

    /// <summary>Others are deactivated first: at no time are two active.</summary>
    private static Task ActivateAsync(PlatformDb db, SidebarVariant row, CancellationToken cancellation) => row.IsActive
        ? Of(db, row.Locale).Where(v => v.Id != row.Id && v.IsActive).ExecuteUpdateAsync(v => v.SetProperty(x => x.IsActive, false), cancellation)
        : Task.CompletedTask;

    /// <summary>Names and the active one are decided in turn.</summary>
    private static AdvisoryLock LockOf(PlatformDb db) => AdvisoryLocks.SidebarVariants.Of(db.Scope.UserId);

    private static bool IsTaken(List<string> names, string name) => names.Exists(n => NormalizedKey.Of(n) == NormalizedKey.Of(name));

    private static string FreeName(List<string> taken) =>
        Enumerable.Range(1, taken.Count + 1).Select(n => n == 1 ? AutoName : $"{AutoName} {n}").First(name => !IsTaken(taken, name));
}
