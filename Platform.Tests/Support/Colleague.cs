using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Tests.Support;

/// <summary>Somebody who works in a tenant; his token is good on every host of the database.</summary>
public sealed record Colleague(ApiClient Api, Guid TenantId, Guid OrganizationId, Guid UserId, Guid RoleId)
{
    /// <summary>In a tenant that nobody else knows; holds every feature unless some are named.</summary>
    public static async Task<Colleague> AloneAsync(ApiHost host, params string[] features)
    {
        await using var db = host.Services.GetRequiredService<SystemDb>().Open();
        return await OfAsync(await Staff.NewTenantAsync(host, db, isSuper: false, features.Length > 0 ? features : ["*"]), db);
    }

    /// <summary>In the tenant of another, in an organization of his own, and seeing only that.</summary>
    public async Task<Colleague> BesideAsync()
    {
        var services = Api.Host.Services;
        var now = TimeProvider.System.Now();
        await using var db = services.GetRequiredService<SystemDb>().Open();
        var organization = new Organization { TenantId = TenantId, Name = "Beside", CreatedAt = now, UpdatedAt = now };
        db.Add(organization);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await services.GetRequiredService<StaffDirectory>().ForgetAsync(TenantId);
        return await OfAsync(await Staff.NewAsync(Api.Host, db, TenantId, organization.Id, isSuper: false, [organization.Id], ["*"]), db);
    }

    /// <summary>The same person on another host.</summary>
    public ApiClient On(ApiHost host) => host.With(Api.Token);

    private static async Task<Colleague> OfAsync(Person person, PlatformDb db) => new(
        person.Api, person.TenantId, person.OrganizationId!.Value, person.UserId,
        await db.Set<UserRole>().Where(r => r.UserId == person.UserId).Select(r => r.RoleId).SingleAsync(TestContext.Current.CancellationToken));
}
