using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Search;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Seed;

/// <summary>The demo hierarchy of Development: below Acme, the owner, two distributors, a reseller and a customer, each with an Admin and a Support whom the sandbox's provider knows.</summary>
internal sealed class DemoHierarchy(IHostEnvironment environment, Passwords passwords, IServiceProvider services, TimeProvider clock) : ISeed
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
        var accounts = new List<User>();
        Join(owner, Level.Owner, null, "owner");
        var distributor = Join(Below(owner, "North Distribution"), Level.Distributor, owner, "distributor");
        var reseller = Join(Below(distributor, "Alpine Resale"), Level.Reseller, distributor, "reseller");
        Join(Below(reseller, "Harbour Bakery"), Level.Customer, reseller, "customer");
        Join(Below(owner, "South Distribution"), Level.Distributor, owner, "neighbour");
        await NameAsync(db, accounts, cancellation);

        Organization Below(Organization parent, string name) =>
            db.Add(new Organization { TenantId = parent.TenantId, Name = name, ParentId = parent.Id, CreatedAt = clock.Now(), UpdatedAt = clock.Now() }).Entity;

        Organization Join(Organization organization, Level level, Organization? creator, string login)
        {
            db.Add(HierarchyRoots.Profile(organization, level, creator?.Id, clock.Now()));
            AddAccount(RoleSeed.Admin, login);
            AddAccount(RoleSeed.Support, $"{login}-support");
            return organization;

            void AddAccount(Guid role, string name)
            {
                var user = new User
                {
                    TenantId = organization.TenantId, OrganizationId = organization.Id, Username = name.Replace('-', '_'), Email = $"{name}@example.com", EmailHash = [],
                    Name = $"{organization.Name} {roles[role].Name}", PasswordHash = hash, IsConfirmed = true, CreatedAt = clock.Now(), UpdatedAt = clock.Now(),
                };
                accounts.Add(user);
                AccountPlaces.Add(db, user, roles[role], creator?.Id, clock.Now());
            }
        }
    }

    /// <summary>Their addresses and names are ciphertext, as the maps of a new tenant say, and found by their words.</summary>
    private async Task NameAsync(PlatformDb db, IReadOnlyList<User> accounts, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<UserTexts>();
        foreach (var user in accounts)
        {
            await texts.SealAsync(user, cancellation);
        }

        var rows = RowIndexer.Changed(accounts.Select(u => db.Entry(u)));
        await db.SaveChangesAsync(cancellation);
        await services.GetRequiredService<RowIndexer>().FollowAsync(db, rows, cancellation);
    }
}
