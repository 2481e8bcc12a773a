using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Seed;

/// <summary>The demo hierarchy of Development: below Acme, the owner, two distributors, a reseller and a customer, each with an Admin and a Support whom the sandbox's provider knows.</summary>
internal sealed class DemoHierarchy(IHostEnvironment environment, Passwords passwords, TimeProvider clock) : ISeed
{
    private const string OwnerSlug = "acme";
    private const string Password = "secret";

    public async Task SeedAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (!environment.IsDevelopment() || await db.Set<Organization>().SingleOrDefaultAsync(o => o.Slug == OwnerSlug, cancellation) is not { } owner
            || await db.Set<OrganizationProfile>().AnyAsync(p => p.Id == owner.Id, cancellation))
        {
            return;
        }

        var roles = await db.Set<CenterRole>().Where(r => r.Level == null).ToDictionaryAsync(r => r.Id, cancellation);
        var hash = passwords.Hash(Password);
        Join(owner, Level.Owner, null, "owner");
        var distributor = Join(Below(owner, "North Distribution"), Level.Distributor, owner, "distributor");
        var reseller = Join(Below(distributor, "Alpine Resale"), Level.Reseller, distributor, "reseller");
        Join(Below(reseller, "Harbour Bakery"), Level.Customer, reseller, "customer");
        Join(Below(owner, "South Distribution"), Level.Distributor, owner, "neighbour");
        await db.SaveChangesAsync(cancellation);

        Organization Below(Organization parent, string name) =>
            db.Add(new Organization { TenantId = parent.TenantId, Name = name, ParentId = parent.Id, CreatedAt = clock.Now(), UpdatedAt = clock.Now() }).Entity;

        Organization Join(Organization organization, Level level, Organization? creator, string login)
        {
            db.Add(HierarchyRoots.Profile(organization, level, creator?.Id, clock.Now()));
            AddAccount(RoleSeed.Admin, login);
            AddAccount(RoleSeed.Support, $"{login}-support");
            return organization;

            void AddAccount(Guid role, string name) => AccountPlaces.Add(db, new User
            {
                TenantId = organization.TenantId, OrganizationId = organization.Id, Username = name.Replace('-', '_'), Email = $"{name}@example.com",
                Name = $"{organization.Name} {roles[role].Name}", PasswordHash = hash, IsConfirmed = true, CreatedAt = clock.Now(), UpdatedAt = clock.Now(),
            }, roles[role], creator?.Id, clock.Now());
        }
    }
}
