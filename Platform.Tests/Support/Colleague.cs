using Microsoft.Extensions.DependencyInjection;
using Platform.Auth.SignIn;
using Platform.Kernel.Access;
using Platform.Kernel.Identity;
using Platform.Kernel.Data;

namespace Platform.Tests.Support;

/// <summary>Somebody who works in a tenant, signed in; his token is good on every host of the database.</summary>
public sealed record Colleague(ApiClient Api, Guid TenantId, Guid OrganizationId, Guid UserId, string Token)
{
    /// <summary>In a tenant that nobody else knows; holds every feature unless some are named.</summary>
    public static Task<Colleague> AloneAsync(ApiHost host, params string[] features) => JoinAsync(host, null, null, "boss", features);

    /// <summary>In the tenant of another, in an organization of his own, and seeing only that.</summary>
    public Task<Colleague> BesideAsync(string role = "clerk", params string[] features) => JoinAsync(Api.Host, TenantId, null, role, features);

    /// <summary>In the tenant and the organization of another.</summary>
    public Task<Colleague> NextToAsync(string role = "clerk", params string[] features) => JoinAsync(Api.Host, TenantId, OrganizationId, role, features);

    public ApiClient On(ApiHost host) => host.With(Token);

    private static async Task<Colleague> JoinAsync(ApiHost host, Guid? tenantId, Guid? organizationId, string role, string[] features)
    {
        var (now, name) = (TimeProvider.System.Now(), Guid.CreateVersion7().ToString("n"));
        await using var db = host.Services.GetRequiredService<SystemDb>().Open();
        var tenant = tenantId ?? Guid.CreateVersion7();
        if (tenantId is null)
        {
            db.Add(new Tenant { Id = tenant, Name = name, CreatedAt = now, UpdatedAt = now });
        }

        var organization = organizationId ?? Guid.CreateVersion7();
        if (organizationId is null)
        {
            db.Add(new Organization { Id = organization, TenantId = tenant, Name = name, RootId = organization, TreePath = $"{organization}", CreatedAt = now, UpdatedAt = now });
        }

        var user = new User
        {
            TenantId = tenant, OrganizationId = organization, Username = name, Email = $"{name}@example.com", IsConfirmed = true, CreatedAt = now, UpdatedAt = now,
        };
        var held = new Role { TenantId = tenant, Name = tenantId is null ? role : $"{role} {name}", CreatedAt = now, UpdatedAt = now };
        db.AddRange(user, held, new UserRole { TenantId = tenant, UserId = user.Id, RoleId = held.Id, CreatedAt = now });
        db.Add(new AccessList
        {
            TenantId = tenant, HolderId = held.Id, Features = features.Length > 0 ? [.. features] : ["*"], Organizations = tenantId is null ? null : [organization],
            CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await host.Services.GetRequiredService<StaffDirectory>().ForgetAsync(tenant);
        var tokens = await host.Services.GetRequiredService<StaffSessions>().BeginAsync(db, user, remember: false, TestContext.Current.CancellationToken);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new Colleague(host.With(tokens.AccessToken), tenant, organization, user.Id, tokens.AccessToken) { RoleId = held.Id };
    }

    public Guid RoleId { get; private init; }
}
