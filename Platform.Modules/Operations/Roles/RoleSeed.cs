using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Data;
using Platform.Operations.Organizations;

namespace Platform.Operations.Roles;

/// <summary>The roles and what they permit, brought up to date by every migration.</summary>
internal sealed class RoleSeed : ISeed
{
    public static readonly Guid Admin = new("01900000-0000-7000-8000-0000000c0001");
    public static readonly Guid Support = new("01900000-0000-7000-8000-0000000c0002");

    private static IEnumerable<CenterRole> All =>
    [
        new()
        {
            Id = Admin, Name = "Admin", Description = "Manages accounts and everything technical",
            Permissions = ["manage:accounts", "admin:systems", "destroy:systems", "manage:systems", "read:systems"],
            Features = ["audit_logs.view_self", "audit_logs.undo_self", "audit_logs.redo_self", "directory.organizations.view"],
        },
        new()
        {
            Id = Support, Name = "Support", Description = "Helps customers and manages systems",
            Permissions = ["manage:systems", "read:systems"], Features = ["audit_logs.view_self", "audit_logs.undo_self", "audit_logs.redo_self", "directory.organizations.view"],
        },
        OfLevel(1, Level.Owner, "Runs the operation center and everything in it", Level.Distributor, Level.Reseller, Level.Customer),
        OfLevel(2, Level.Distributor, "Manages its resellers and their customers", Level.Reseller, Level.Customer),
        OfLevel(3, Level.Reseller, "Manages its customers", Level.Customer),
        OfLevel(4, Level.Customer, "Uses what it is given and manages its own accounts"),
    ];

    public async Task SeedAsync(PlatformDb db, CancellationToken cancellation)
    {
        var stored = await db.Set<CenterRole>().ToDictionaryAsync(r => r.Id, cancellation);
        foreach (var role in All)
        {
            var row = stored.GetValueOrDefault(role.Id) ?? db.Add(role).Entity;
            (row.Name, row.Description, row.Level, row.Permissions, row.Features) = (role.Name, role.Description, role.Level, role.Permissions, role.Features);
        }

        await db.SaveChangesAsync(cancellation);
    }

    private static CenterRole OfLevel(int number, Level level, string description, params Level[] below) => new()
    {
        Id = new Guid($"01900000-0000-7000-8000-0000000c010{number}"), Name = level.Role, Description = description, Level = level.Name,
        Permissions = [.. below.SelectMany(b => new[] { $"create:{b.Plural}", $"manage:{b.Plural}" })],
    };
}
