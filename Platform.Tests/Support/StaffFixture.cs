using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Tests.Support;

/// <summary>People of as many tenants as a test likes, with the features that it likes, who sign in by password.</summary>
public class StaffFixture(TestServers servers) : ApiFixture(servers)
{
    /// <summary>A super-admin of a tenant of his own.</summary>
    public Task<Person> SuperAdminAsync() => NewTenantAsync(isSuper: true, ["*"]);

    /// <summary>Somebody who holds the features, or everything, in a tenant of his own.</summary>
    public Task<Person> AdminAsync(params string[] features) => NewTenantAsync(isSuper: false, features.Length == 0 ? ["*"] : features);

    /// <summary>Somebody who may do everything in a new organization below.</summary>
    public async Task<Person> BelowAsync(Person above)
    {
        var organization = (await above.Api.PostAsync("/api/directory/organizations", new { name = "Below", parentId = above.OrganizationId })).NewId();
        return await ColleagueAsync(above, Guid.Parse(organization), [Guid.Parse(organization)], "*");
    }

    /// <summary>Somebody else of the same tenant.</summary>
    /// <param name="organizations">Where his features hold; null for everywhere.</param>
    public async Task<Person> ColleagueAsync(Person of, Guid organization, List<Guid>? organizations, params string[] features)
    {
        await using var db = Host.Services.GetRequiredService<SystemDb>().Open();
        return await SignInNewAsync(db, of.TenantId, organization, isSuper: false, organizations, features);
    }

    /// <summary>A new role of the tenant, without grants.</summary>
    public async Task<Guid> RoleAsync(Person of, string name)
    {
        await using var db = Host.Services.GetRequiredService<SystemDb>().Open();
        var role = new Role { TenantId = of.TenantId, Name = name };
        db.Add(role);
        await db.SaveChangesAsync();
        return role.Id;
    }

    private async Task<Person> NewTenantAsync(bool isSuper, string[] features)
    {
        await using var db = Host.Services.GetRequiredService<SystemDb>().Open();
        return await Staff.NewTenantAsync(Host, db, isSuper, features);
    }

    private Task<Person> SignInNewAsync(PlatformDb db, Guid tenant, Guid organization, bool isSuper, List<Guid>? organizations, string[] features) =>
        Staff.NewAsync(Host, db, tenant, organization, isSuper, organizations, features);
}
