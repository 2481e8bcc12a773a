using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Text;

namespace Platform.Auth.Sidebar;

/// <summary>Reads and writes arrangements of the sidebar.</summary>
internal sealed class Preferences(PlatformDb db, Caller caller, TimeProvider clock)
{
    /// <summary>Whoever asks: a user or an API key.</summary>
    public Guid User => caller.UserId ?? caller.ApiKeyId ?? Guid.Empty;

    /// <summary>The roles that the caller may know of, by name.</summary>
    public async Task<IReadOnlyList<RolePreference>> RolesAsync(string locale, CancellationToken cancellation)
    {
        var all = caller.IsSuperAdmin;
        var roles = await db.Set<Role>().AsNoTracking().OrderBy(r => r.Name)
            .Select(r => new RolePreference(r.Id, r.Name, db.Set<SidebarPreference>().Any(p => p.SubjectId == r.Id && p.Locale == locale)))
            .ToListAsync(cancellation);
        return [.. roles.Where(r => all || !r.Name.Equals("superadmin", StringComparison.OrdinalIgnoreCase))];
    }

    public async Task<SidebarSettings> ReadAsync(Guid subject, string locale, CancellationToken cancellation) =>
        await db.Set<SidebarPreference>().AsNoTracking().SingleOrDefaultAsync(p => p.SubjectId == subject && p.Locale == locale, cancellation) is { } row
            ? SidebarSettings.Read(row.Settings)
            : SidebarSettings.None;

    /// <summary>What arranges the caller's sidebar: his roles' settings by their names, then his active variant or else his own settings.</summary>
    public async Task<IReadOnlyList<SidebarSettings>> EffectiveAsync(string locale, CancellationToken cancellation)
    {
        var names = caller.Roles.ToList();
        var found = await db.Set<SidebarPreference>().AsNoTracking().Where(p => p.Locale == locale)
            .LeftJoin(db.Set<Role>().Where(r => names.Contains(r.Name)), p => p.SubjectId, r => r.Id, (p, r) => new { p.SubjectId, p.Settings, Role = r!.Name })
            .Where(p => p.Role != null || p.SubjectId == User).ToListAsync(cancellation);
        var variant = await db.Set<SidebarVariant>().AsNoTracking().SingleOrDefaultAsync(v => v.Locale == locale && v.IsActive, cancellation);
        var own = variant?.Settings ?? found.SingleOrDefault(p => p.SubjectId == User)?.Settings;
        return [.. found.Where(p => p.Role is not null).OrderBy(p => p.Role, SortOrder.People).Select(p => p.Settings)
            .Concat(own is { } settings ? [settings] : []).Select(SidebarSettings.Read)];
    }

    /// <summary>One statement, so that of two saves at once neither fails.</summary>
    public Task WriteAsync(Guid subject, string locale, SidebarSettings settings, CancellationToken cancellation) => db.Database.ExecuteSqlAsync($"""
        INSERT INTO auth.sidebar_preferences (tenant_id, subject_id, locale, settings, updated_at)
        VALUES ({db.Scope.TenantId}, {subject}, {locale}, {settings.Store().ToString()}::json, {clock.Now()})
        ON CONFLICT (tenant_id, subject_id, locale) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at
        """, cancellation);

    public Task RemoveAsync(IReadOnlyCollection<Guid> subjects, string locale, CancellationToken cancellation) => subjects.Count == 0
        ? Task.CompletedTask
        : db.Set<SidebarPreference>().Where(p => subjects.Contains(p.SubjectId) && p.Locale == locale).ExecuteDeleteAsync(cancellation);
}
