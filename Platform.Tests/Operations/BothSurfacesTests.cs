using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>The operation center's rules hold for organizations and accounts of the hierarchy on the business surface, too.</summary>
public sealed class BothSurfacesTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    private const string Organizations = "/api/directory/organizations";

    [Fact]
    public async Task Whoever_may_everything_on_the_business_surface_changes_the_hierarchy_no_further_than_the_operation_center_lets_him()
    {
        var owner = await api.OwnerAsync();
        var (distributor, other) = (await owner.CreateAsync("distributors"), await owner.CreateAsync("distributors"));
        var staff = await StaffAsync(owner);
        foreach (var body in new object[]
        {
            new { id = distributor, name = "Renamed" }, new { id = distributor, parentId = other }, new { id = distributor, parentId = (string?)null }, new { id = distributor, isActive = false },
            new { id = other, childIds = new[] { distributor } },
        })
        {
            (await staff.Api.PutAsync(Organizations, body)).Refuses(403, "insufficient permissions");
        }

        (await staff.Api.DeleteAsync($"{Organizations}?id={distributor}")).Refuses(403, "insufficient permissions");

        // A room of the business platform between two levels takes the lower one out of its place.
        (await staff.Api.PostAsync(Organizations, new { name = "Between", parentId = owner.OrganizationId, childIds = new[] { distributor } })).Refuses(403);
        (await staff.Api.PutAsync(Organizations, new { id = distributor, slug = $"d-{distributor[^12..]}" })).Is(200);
        (await staff.Api.PostAsync(Organizations, new { name = "A room", parentId = distributor })).Is(201);
    }

    [Fact]
    public async Task A_super_admin_keeps_names_levels_and_what_is_in_use()
    {
        var owner = await api.OwnerAsync();
        var (name, super) = (Desk.Unique("taken"), await Staff.SignInAsync(api.Host, Staff.SuperAdmin));
        var (distributor, other) = (await owner.CreateAsync("distributors"), await owner.CreateAsync("distributors", name));
        var reseller = await (await api.MemberAsync(owner, distributor)).CreateAsync("resellers");
        (await super.PutAsync(Organizations, new { id = distributor, name = name.ToUpperInvariant() })).Refuses(409, "organization name already exists");
        (await super.PutAsync(Organizations, new { id = distributor, parentId = other })).Refuses(409);
        (await super.PutAsync(Organizations, new { id = reseller, parentId = (string?)null })).Refuses(409);
        (await super.DeleteAsync($"{Organizations}?id={distributor}")).Refuses(409, "distributor still has organizations or accounts");
        (await super.DeleteAsync($"{Organizations}?id={owner.OrganizationId}")).Refuses(409);
        (await super.PutAsync(Organizations, new { id = reseller, parentId = other })).Is(200);
        (await super.DeleteAsync($"{Organizations}?id={reseller}")).Is(200);
    }

    [Fact]
    public async Task An_account_is_moved_suspended_and_deleted_by_those_who_manage_accounts_only()
    {
        var owner = await api.OwnerAsync();
        var distributor = await api.MemberAsync(owner, await owner.CreateAsync("distributors"));
        var staff = await StaffAsync(owner);
        (await staff.Api.PutAsync("/api/auth/users", new { id = distributor.Id, organizationId = owner.OrganizationId })).Refuses(403);
        (await staff.Api.DeleteAsync($"/api/auth/users?id={distributor.Id}")).Refuses(403);
        (await staff.Api.PutAsync("/api/auth/users", new { id = distributor.Id, name = "Renamed" })).Is(200);
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var room = (await super.PostAsync(Organizations, new { name = "A room", parentId = owner.OrganizationId })).NewId();
        (await super.PutAsync("/api/auth/users", new { id = distributor.Id, organizationId = room })).Refuses(409);
        (await super.DeleteAsync($"/api/auth/users?id={distributor.Id}")).Is(200);
    }

    [Fact]
    public async Task The_last_admin_of_the_owner_stays_whichever_surface_would_shut_him_out()
    {
        var owner = await api.OwnerAsync();
        await api.Database.ExecuteAsync("UPDATE operations.accounts SET role_id = $1 WHERE id <> $2", Guid.Parse(CenterFixture.Support), Guid.Parse(owner.Id));
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        var platform = await api.SignInAsync("admin");
        var distributor = await owner.CreateAsync("distributors");
        (await super.DeleteAsync($"/api/auth/users?id={owner.Id}")).Refuses(409, "at least one active admin of the owner must remain");
        (await super.PutAsync("/api/auth/users", new { id = owner.Id, organizationId = distributor })).Refuses(409);
        Assert.Equal(409, (await platform.Api.PutAsync($"/v1/users/{owner.Id}/disable")).Status);
        (await owner.Api.GetAsync("/api/distributors")).Got();
    }

    /// <summary>Somebody of the owner's tenant who may everything on the business surface, and has no account.</summary>
    private async Task<Person> StaffAsync(Operator owner)
    {
        await using var db = api.Host.Services.GetRequiredService<SystemDb>().Open();
        var tenant = await api.Database.ScalarAsync<Guid>("SELECT tenant_id FROM identity.users WHERE id = $1", Guid.Parse(owner.Id));
        return await Staff.NewAsync(api.Host, db, tenant, Guid.Parse(owner.OrganizationId), isSuper: false, null, ["*"]);
    }
}
