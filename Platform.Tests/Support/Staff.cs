using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;

namespace Platform.Tests.Support;

/// <summary>Somebody who works in a tenant.</summary>
public sealed record Staff(ApiClient Api, Guid TenantId, Guid UserId, Guid? OrganizationId);

/// <summary>People of several tenants with chosen features.</summary>
public sealed class StaffFixture(TestServers servers) : ApiFixture(servers)
{
    private static readonly ConcurrentDictionary<string, Action<Caller>> Callers = new();

    protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions
    {
        Configure = builder => builder.Services.AddSingleton<IStartupFilter, Fill>(),
    });

    public Task<Staff> SuperAdminAsync() => NewTenantAsync(super: true);

    public Task<Staff> AdminAsync(params string[] features) => NewTenantAsync(false, features.Length == 0 ? ["*"] : features);

    private async Task<Staff> NewTenantAsync(bool super, params string[] features)
    {
        var member = await NewMemberAsync();
        var tenant = (Guid)(await Database.RowsAsync("SELECT tenant_id FROM identity.users WHERE id = $1", Guid.Parse(member.Id)))[0][0]!;
        var organization = Guid.CreateVersion7();
        await Database.ExecuteAsync("INSERT INTO identity.organizations (id, tenant_id, name, is_active, created_at, updated_at) VALUES ($1, $2, 'Root', true, now(), now())", organization, tenant);
        var staff = new Staff(member.Api, tenant, Guid.Parse(member.Id), organization);
        Set(staff, new Grants(super, features, null), organization, null);
        return staff;
    }

    /// <summary>Somebody who may do everything in a new organization below.</summary>
    public async Task<Staff> BelowAsync(Staff above)
    {
        var organization = Guid.CreateVersion7();
        await Database.ExecuteAsync("INSERT INTO identity.organizations (id, tenant_id, parent_id, name, is_active, created_at, updated_at) VALUES ($1, $2, $3, 'Below', true, now(), now())",
            organization, above.TenantId, above.OrganizationId);
        return await ColleagueAsync(above, organization, [organization], "*");
    }

    /// <summary>Somebody else of the same tenant.</summary>
    public async Task<Staff> ColleagueAsync(Staff of, Guid organization, IReadOnlyList<Guid>? organizations, params string[] features)
    {
        var member = await NewMemberAsync();
        await Database.ExecuteAsync("UPDATE identity.users SET tenant_id = $1 WHERE id = $2", of.TenantId, Guid.Parse(member.Id));
        await Database.ExecuteAsync("UPDATE identity.sessions SET tenant_id = $1 WHERE user_id = $2", of.TenantId, Guid.Parse(member.Id));
        var staff = new Staff((await SignInAgainAsync(member)), of.TenantId, Guid.Parse(member.Id), organization);
        Set(staff, new Grants(false, features, organizations), organization, organizations);
        return staff;
    }

    /// <summary>A new role of the tenant, without grants.</summary>
    public async Task<Guid> RoleAsync(Staff of, string name)
    {
        var role = Guid.CreateVersion7();
        await Database.ExecuteAsync("INSERT INTO access.roles (id, tenant_id, name, created_at, updated_at) VALUES ($1, $2, $3, now(), now())", role, of.TenantId, name);
        return role;
    }

    private async Task<ApiClient> SignInAgainAsync(Member member) => (await SignInAsync(member.Email.Split('@')[0])).Api;

    private static void Set(Staff staff, Grants grants, Guid? organization, IReadOnlyList<Guid>? organizations) => Callers[staff.Api.Token!] = caller =>
    {
        caller.UserId = staff.UserId;
        caller.TenantId = staff.TenantId;
        caller.OrganizationId = organization;
        caller.Organizations = organizations;
        caller.Grants = grants;
        caller.Roles = grants.IsSuperAdmin ? ["superadmin"] : ["admin"];
    };

    private sealed class Fill : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, after) =>
            {
                if (Callers.TryGetValue(context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal), out var fill))
                {
                    fill(context.RequestServices.GetRequiredService<Caller>());
                }

                return after(context);
            });
            next(app);
        };
    }
}
