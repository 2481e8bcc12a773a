using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;
using Platform.Kernel.Mail;
using Platform.Kernel.Search;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;

namespace Platform.Operations.Seed;

/// <summary>Configuration section <c>Operations:Owner</c>: who is at the root of the first hierarchy.</summary>
public sealed class OwnerOptions
{
    public const string Section = "Operations:Owner";

    /// <summary>The address with which the first Admin signs in at the provider; without it no hierarchy is made.</summary>
    public string? Email { get; init; }

    public string Organization { get; init; } = "Owner";
}

/// <summary>Makes the root of a hierarchy, in a tenant that begins as any other, and its first Admin where configuration names one and there is none; everybody else is made over HTTP.</summary>
/// <remarks>The master key is asked for only then: other migrations have none.</remarks>
internal sealed class HierarchyRoots(IOptions<OwnerOptions> options, IServiceProvider services, TimeProvider clock) : ISeed
{
    public static OrganizationProfile Profile(Organization organization, Level level, Guid? createdBy, DateTimeOffset now) => new()
    {
        Id = organization.Id, TenantId = organization.TenantId, Level = level.Name, Description = $"{level.Role} organization: {organization.Name}", CreatedBy = createdBy, CreatedAt = now,
    };

    public async Task SeedAsync(PlatformDb db, CancellationToken cancellation)
    {
        if (options.Value.Email is not { Length: > 0 } configured || Emails.Normalize(configured) is not { Length: > 0 } email || await db.Set<OrganizationProfile>().AnyAsync(p => p.Level == Level.Owner.Name, cancellation))
        {
            return;
        }

        if (!Emails.IsValid(email))
        {
            throw new InvalidOperationException($"{OwnerOptions.Section}:{nameof(OwnerOptions.Email)} must be an e-mail address.");
        }

        var now = clock.Now();
        var tenant = new Tenant { Name = options.Value.Organization, CreatedAt = now, UpdatedAt = now };
        var owner = new Organization { TenantId = tenant.Id, Name = options.Value.Organization, CreatedAt = now, UpdatedAt = now };
        var admin = await db.Set<CenterRole>().SingleAsync(r => r.Id == RoleSeed.Admin, cancellation);
        db.AddRange(tenant, owner, Profile(owner, Level.Owner, createdBy: null, now));
        foreach (var start in services.GetServices<ITenantStart>())
        {
            await start.BeginAsync(db, tenant.Id, cancellation);
        }

        var user = new User
        {
            TenantId = tenant.Id, OrganizationId = owner.Id, Username = Usernames.Of(email), Email = email, EmailHash = [], Name = email, IsConfirmed = true, CreatedAt = now, UpdatedAt = now,
        };
        await services.GetRequiredService<UserTexts>().SealAsync(user, cancellation);
        AccountPlaces.Add(db, user, admin, createdBy: null, now);
        var rows = RowIndexer.Changed(db.ChangeTracker.Entries());
        await db.SaveChangesAsync(cancellation);
        await services.GetRequiredService<RowIndexer>().FollowAsync(db, rows, cancellation);
    }
}
