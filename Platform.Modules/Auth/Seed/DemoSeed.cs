using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Auth.Seed;

/// <summary>The demo tenant of Development: Acme with three roles and a user of each. The password is below the policy on purpose.</summary>
internal sealed class DemoSeed(IHostEnvironment environment, IEnumerable<Feature> features, Passwords passwords, TimeProvider clock) : ISeed
{
    private const string Password = "secret";
    private static readonly Guid TenantId = new("01900000-0000-7000-8000-00000000ac00");
    private static readonly Guid OrganizationId = new("01900000-0000-7000-8000-00000000ac01");

    public async Task SeedAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (!environment.IsDevelopment())
        {
            return;
        }

        if (await db.Set<Tenant>().IgnoreQueryFilters([PlatformDb.DeletedFilter]).AllAsync(t => t.Id != TenantId, cancellation))
        {
            var now = clock.Now();
            var bootstrap = new TenantBootstrap(features, passwords, clock);
            var tenant = new Tenant { Id = TenantId, Name = "Acme Tenant", CreatedAt = now, UpdatedAt = now };
            db.Add(tenant);
            db.Add(bootstrap.Organization(tenant, "Acme", OrganizationId));
            foreach (var role in bootstrap.Roles(db, tenant))
            {
                bootstrap.AddUser(db, tenant, OrganizationId, $"{role.Name}@acme.com", Password, role);
            }
        }

        await db.SaveChangesAsync(cancellation);
        await TenantBootstrap.GrantDefaultsAsync(db, TenantId, features, cancellation);
        await db.SaveChangesAsync(cancellation);
    }
}
