using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Search;

namespace Platform.Auth.Seed;

/// <summary>The demo tenant of Development: Acme with three roles and a user of each. The password is below the policy on purpose.</summary>
/// <remarks>What it takes is asked for in Development only: elsewhere a migration has no master key.</remarks>
internal sealed class DemoSeed(IHostEnvironment environment, IEnumerable<Feature> features, IServiceProvider services, TimeProvider clock) : ISeed
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
            await BeginAsync(db, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        await TenantBootstrap.GrantDefaultsAsync(db, TenantId, features, cancellation);
        await db.SaveChangesAsync(cancellation);
    }

    private async Task BeginAsync(PlatformDb db, CancellationToken cancellation)
    {
        var (now, bootstrap) = (clock.Now(), services.GetRequiredService<TenantBootstrap>());
        var tenant = new Tenant { Id = TenantId, Name = "Acme Tenant", CreatedAt = now, UpdatedAt = now };
        db.Add(tenant);
        db.Add(bootstrap.Organization(tenant, "Acme", OrganizationId));
        await services.GetRequiredService<DefaultMaps>().BeginAsync(db, TenantId, cancellation);
        foreach (var role in bootstrap.Roles(db, TenantId))
        {
            await bootstrap.AddUserAsync(db, tenant, OrganizationId, $"{role.Name}@acme.com", Password, role, cancellation);
        }

        var rows = RowIndexer.Changed(db.ChangeTracker.Entries());
        await db.SaveChangesAsync(cancellation);
        await services.GetRequiredService<RowIndexer>().FollowAsync(db, rows, cancellation);
    }
}
