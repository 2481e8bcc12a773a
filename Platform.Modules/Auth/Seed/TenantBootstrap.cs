using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Auth.Seed;

/// <summary>What a new tenant begins with: an organization, the roles superadmin, admin and employee, and their features.</summary>
internal sealed class TenantBootstrap(IEnumerable<Feature> features, Passwords passwords, UserTexts texts, TimeProvider clock)
{
    private static readonly string[] Names = [Role.SuperAdmin, "admin", "employee"];

    public Organization Organization(Tenant tenant, string name, Guid id) => new()
    {
        Id = id, TenantId = tenant.Id, Name = name, Slug = name.ToLowerInvariant(), CreatedAt = clock.Now(), UpdatedAt = clock.Now(),
    };

    public IReadOnlyList<Role> Roles(PlatformDb db, Guid tenantId)
    {
        var now = clock.Now();
        var roles = Names.Select(name => new Role { TenantId = tenantId, Name = name, CreatedAt = now, UpdatedAt = now }).ToList();
        db.AddRange(roles);
        db.AddRange(roles.Select(role => new AccessList
        {
            TenantId = tenantId, HolderId = role.Id, IsSuperAdmin = role.Name == Role.SuperAdmin, Features = Defaults(role.Name, features),
            CreatedAt = now, UpdatedAt = now,
        }));
        return roles;
    }

    /// <summary>A user whose address and name are ciphertext, as the maps of a new tenant say.</summary>
    public async Task<User> AddUserAsync(PlatformDb db, Tenant tenant, Guid organizationId, string email, string password, Role role, CancellationToken cancellation)
    {
        var now = clock.Now();
        var user = new User
        {
            TenantId = tenant.Id, OrganizationId = organizationId, Username = $"{role.Name}-{RowId.New().ToString("N")[20..]}",
            Email = email, EmailHash = [], Name = role.Name, PasswordHash = passwords.Hash(password), IsConfirmed = true, CreatedAt = now, UpdatedAt = now,
        };
        await texts.SealAsync(user, cancellation);
        db.Add(user);
        db.Add(new UserRole { UserId = user.Id, RoleId = role.Id, TenantId = tenant.Id, CreatedAt = now });
        return user;
    }

    /// <summary>Gives the roles of a tenant the features of modules that came later; takes nothing away.</summary>
    public static async Task GrantDefaultsAsync(PlatformDb db, Guid tenantId, IEnumerable<Feature> features, CancellationToken cancellation)
    {
        var roles = await db.Set<Role>().Where(r => r.TenantId == tenantId && Names.Contains(r.Name)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellation);
        foreach (var list in await db.Set<AccessList>().Where(a => a.TenantId == tenantId && roles.Keys.Contains(a.HolderId)).ToListAsync(cancellation))
        {
            var missing = Defaults(roles[list.HolderId], features).Except(list.Features).ToList();
            if (missing.Count > 0)
            {
                list.Features = [.. list.Features, .. missing];
            }
        }
    }

    private static List<string> Defaults(string role, IEnumerable<Feature> features) =>
        [.. features.Where(f => f.DefaultRoles.Contains(role)).Select(f => f.Id).Order(StringComparer.Ordinal)];
}
