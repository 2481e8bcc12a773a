using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Customers.Companies;
using Platform.Customers.Deals;
using Platform.Customers.People;
using Platform.Kernel.Caching;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Customers.Demo;

/// <summary>Fills an organization with demo customers and deals, in its tenant's scope. Nothing of it is an action, so nothing is undone.</summary>
internal sealed partial class DemoSeeder(
    SystemDb system, Secrets secrets, CustomFieldCatalog catalog, TenantCache cache, IEnumerable<IResource> resources, IHostEnvironment environment, TimeProvider clock, ILogger<DemoSeeder> logger)
{
    private const int Batch = 5_000;

    /// <summary>The tenant that Development starts with.</summary>
    private static readonly Guid DemoTenant = new("01900000-0000-7000-8000-00000000ac00");

    /// <returns>Why it cannot be done; null when it is.</returns>
    public async Task<string?> RunAsync(DemoOptions options, CancellationToken cancellation)
    {
        if (!environment.IsDevelopment() && !options.Force)
        {
            return $"This is {environment.EnvironmentName}: demo data is for Development. --force fills it all the same.";
        }

        if (await FindAsync(options.TenantId, cancellation) is not var (tenant, organization))
        {
            return options.TenantId is null ? "There is no demo tenant: name one with --tenant." : $"There is no tenant {options.TenantId} with an organization.";
        }

        LogFilling(logger, tenant.Name, tenant.Id, organization.Name, organization.Id);
        var started = Stopwatch.GetTimestamp();
        await using var db = system.OpenFor(tenant.Id, Guid.Empty);
        await db.Database.OpenConnectionAsync(cancellation);
        var owners = await db.Set<User>().Where(u => u.OrganizationId == organization.Id && u.DisabledAt == null).OrderBy(u => u.Email).Take(10).Select(u => u.Id).ToListAsync(cancellation);
        var place = new DemoPlace(tenant.Id, organization.Id, owners);
        var data = new DemoData(place, options.People, options.Companies);
        var ground = new DemoGround(db, place, data, await secrets.OfTenantAsync(db, cancellation), clock.Now());
        await ground.DefineFieldsAsync(cancellation);
        var (tags, pipeline) = (await ground.TagsAsync(cancellation), await ground.PipelineAsync(cancellation));

        await EachAsync<Company>(options.Companies, data.Company, (_, _, _) => Task.CompletedTask);
        await EachAsync<Person>(options.People, i => Hashed(data.Person(i), ground.Secrets), async (target, rows, first) =>
        {
            await BulkInsert.AddAsync(target, [.. rows.Select((p, n) => data.Employment(p, first + n)).OfType<Links.PersonCompany>()], cancellation);
            await BulkInsert.AddAsync(target, [.. rows.SelectMany((p, n) => data.TagsOf(p, first + n, tags))], cancellation);
        });
        await EachAsync<Deal>(options.Deals, i => data.Deal(i, pipeline), async (target, rows, first) =>
        {
            await BulkInsert.AddAsync(target, [.. rows.SelectMany((d, n) => data.PartsOf(d, first + n))], cancellation);
            await BulkInsert.AddAsync(target, [.. rows.Select((d, n) => data.Arrival(d, first + n, pipeline))], cancellation);
        });

        // What Api keeps in memory does not know of rows that no action made.
        await cache.ForgetAllAsync(tenant.Id);
        LogFilled(logger, options.People, options.Companies, options.Deals, Stopwatch.GetElapsedTime(started).TotalSeconds);
        return null;

        // While one batch is written, the documents of the one before are.
        async Task EachAsync<T>(int count, Func<int, T> make, Func<PlatformDb, IReadOnlyList<T>, int, Task> follow) where T : class, IRow
        {
            var resource = resources.Single(r => r.RowType == typeof(T));
            var indexing = Task.CompletedTask;
            for (var first = 0; first < count; first += Batch)
            {
                List<T> rows = [.. Enumerable.Range(first, Math.Min(Batch, count - first)).Select(make)];
                await resource.SealAsync(db, secrets, catalog, rows, organization.Id, cancellation);
                await using (var transaction = await db.Database.BeginTransactionAsync(cancellation))
                {
                    await BulkInsert.AddAsync(db, rows, cancellation);
                    await follow(db, rows, first);
                    await transaction.CommitAsync(cancellation);
                }

                await indexing;
                indexing = IndexAsync(resource, tenant.Id, rows, cancellation);
            }

            await indexing;
        }
    }

    private async Task IndexAsync(IResource resource, Guid tenant, IReadOnlyList<object> rows, CancellationToken cancellation)
    {
        await using var db = system.OpenFor(tenant, Guid.Empty);
        await db.Database.OpenConnectionAsync(cancellation);

        // Pending words are sorted in at once, not after every few thousand rows.
        await db.Database.ExecuteSqlAsync($"SET gin_pending_list_limit = '64MB'", cancellation);
        await resource.IndexAsync(db, secrets, rows, clock.Now(), cancellation);
    }

    private async Task<(Tenant Tenant, Organization Organization)?> FindAsync(Guid? wanted, CancellationToken cancellation)
    {
        await using var db = system.Open();
        var id = wanted ?? DemoTenant;
        var tenant = await db.Set<Tenant>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellation);
        var organization = await db.Set<Organization>().AsNoTracking().Where(o => o.TenantId == id && o.ParentId == null)
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.Id).FirstOrDefaultAsync(cancellation);
        return tenant is null || organization is null ? null : (tenant, organization);
    }

    private static Person Hashed(Person person, TenantSecrets secrets)
    {
        (person.EmailHash, person.PhoneHash) = (Contacts.EmailHash(secrets, person.PrimaryEmail), Contacts.PhoneHash(secrets, person.PrimaryPhone));
        return person;
    }

    [LoggerMessage(LogLevel.Information, "Filling tenant {Tenant} ({TenantId}), organization {Organization} ({OrganizationId})")]
    private static partial void LogFilling(ILogger logger, string tenant, Guid tenantId, string organization, Guid organizationId);

    [LoggerMessage(LogLevel.Information, "{People} people, {Companies} companies and {Deals} deals are there, after {Seconds:0.0} s")]
    private static partial void LogFilled(ILogger logger, int people, int companies, int deals, double seconds);
}
