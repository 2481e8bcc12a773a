using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Tests.Support;

/// <summary>Somebody who works in a tenant.</summary>
public sealed record Person(ApiClient Api, Guid TenantId, Guid UserId, Guid? OrganizationId, string Email);

/// <summary>People of as many tenants as a test likes, with the features that it likes, who sign in by password.</summary>
public class StaffFixture(TestServers servers) : ApiFixture(servers)
{
    private const string Password = "secret";
    private static readonly string Hash = new Passwords().Hash(Password);

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
        var tenant = new Tenant { Name = "A tenant" };
        var organization = new Organization { TenantId = tenant.Id, Name = "Root" };
        db.AddRange(tenant, organization);
        return await SignInNewAsync(db, tenant.Id, organization.Id, isSuper, null, features);
    }

    private async Task<Person> SignInNewAsync(PlatformDb db, Guid tenant, Guid organization, bool isSuper, List<Guid>? organizations, string[] features)
    {
        var name = $"u{Guid.CreateVersion7():N}";
        var user = new User { TenantId = tenant, OrganizationId = organization, Username = name, Email = $"{name}@example.org", PasswordHash = Hash, IsConfirmed = true };
        var role = new Role { TenantId = tenant, Name = isSuper ? Role.SuperAdmin : $"role of {name}" };
        db.AddRange(user, role, new UserRole { UserId = user.Id, RoleId = role.Id, TenantId = tenant },
            new AccessList { TenantId = tenant, HolderId = role.Id, IsSuperAdmin = isSuper, Features = [.. features], Organizations = organizations });
        await db.SaveChangesAsync();
        return new Person(await Staff.SignInAsync(Host, user.Email, Password), tenant, user.Id, organization, user.Email);
    }
}
