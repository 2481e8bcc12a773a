using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Operations.Accounts;
using Platform.Operations.Organizations;
using Platform.Operations.Roles;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>The owner of a hierarchy of another tenant; he signs in on the business surface, and his token is good here.</summary>
internal static class OtherOwner
{
    public static async Task<ApiClient> MakeAsync(ApiFixture api)
    {
        var person = await Staff.NewTenantAsync(api.Host);
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().Open();
        var now = TimeProvider.System.Now();
        db.AddRange(
            new OrganizationProfile { Id = person.OrganizationId!.Value, TenantId = person.TenantId, Level = Level.Owner.Name, CreatedAt = now },
            new AccountProfile { Id = person.UserId, TenantId = person.TenantId, RoleId = RoleSeed.Admin });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return person.Api;
    }
}
