using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Tests.Support;

namespace Platform.Tests.Auth;

/// <summary>Whoever gives, widens, narrows or takes rights holds them himself, in the same places.</summary>
public sealed class GrantTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Wide = "wide";
    private const string Narrow = "narrow";
    private const string Feature = "entities.records.view";
    private const string Other = "dictionaries.view";

    /// <summary>A tenant of the root and an organization below, a role that holds everywhere and one that holds below, and a delegate who may everything below.</summary>
    private sealed record Ground(Person Admin, Person Delegate, Guid Wide, Guid Narrow)
    {
        public Guid Below => Delegate.OrganizationId!.Value;
    }

    [Fact]
    public async Task A_delegate_neither_widens_nor_narrows_nor_empties_nor_deletes_nor_renames_a_role_that_holds_beyond_his_organization()
    {
        var ground = await GroundAsync();
        var (acl, role) = (ground.Delegate.Api, ground.Wide);
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { Feature, Other } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles/acl", new { roleId = role, features = Array.Empty<string>() }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { Feature }, organizations = new[] { ground.Below } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles", new { id = role, name = "renamed" }));
        await ForbiddenAsync(acl.DeleteAsync($"/api/auth/roles?id={role}"));
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles/acl", new { roleId = ground.Narrow, features = new[] { Feature } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/roles/acl", new { roleId = ground.Narrow, features = new[] { Feature }, organizations = new[] { ground.Admin.OrganizationId } }));
        (await acl.PutAsync("/api/auth/roles/acl", new { roleId = ground.Narrow, features = new[] { Feature, Other }, organizations = new[] { ground.Below } })).Is(200);
        (await acl.PutAsync("/api/auth/roles", new { id = ground.Narrow, name = "renamed" })).Is(200);
        (await acl.DeleteAsync($"/api/auth/roles?id={ground.Narrow}")).Is(200);
    }

    [Fact]
    public async Task A_delegate_gives_and_takes_only_roles_lists_and_keys_that_hold_in_his_organization()
    {
        var ground = await GroundAsync();
        var (acl, below) = (ground.Delegate.Api, ground.Below);
        var wide = await UserAsync(ground.Admin, below, Wide);
        var narrow = await UserAsync(ground.Admin, below, Narrow);
        await ForbiddenAsync(acl.PostAsync("/api/auth/users", new { email = NewEmail(), password = "Strong-1-password", organizationId = below, roles = new[] { Wide } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/users", new { id = narrow, roles = new[] { Narrow, Wide } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/users", new { id = wide, roles = Array.Empty<string>() }));
        await ForbiddenAsync(acl.DeleteAsync($"/api/auth/users?id={wide}"));
        await ForbiddenAsync(acl.PutAsync("/api/auth/users/acl", new { userId = wide, features = new[] { Feature }, organizations = new[] { below } }));
        await ForbiddenAsync(acl.PutAsync("/api/auth/users/acl", new { userId = narrow, features = new[] { Feature } }));
        (await acl.PutAsync("/api/auth/users/acl", new { userId = narrow, features = new[] { Other }, organizations = new[] { below } })).Is(200);

        // Beside his own list the role is idle, but it is given all the same.
        await ForbiddenAsync(acl.PutAsync("/api/auth/users", new { id = narrow, roles = new[] { Narrow, Wide } }));
        (await acl.PutAsync("/api/auth/users", new { id = narrow, roles = Array.Empty<string>() })).Is(200);

        await ForbiddenAsync(acl.PostAsync("/api/api_keys/keys", new { name = "wide", organizationId = below, roles = new[] { Wide } }));
        var key = (await acl.PostAsync("/api/api_keys/keys", new { name = "narrow", organizationId = below, roles = new[] { Narrow } })).Is(201).Root.Text("id");
        (await acl.DeleteAsync($"/api/api_keys/keys?id={key}")).Is(200);
        var theirs = (await ground.Admin.Api.PostAsync("/api/api_keys/keys", new { name = "wide", organizationId = below, roles = new[] { Wide } })).Is(201).Root.Text("id");
        await ForbiddenAsync(acl.DeleteAsync($"/api/api_keys/keys?id={theirs}"));
    }

    [Fact]
    public async Task What_a_role_adds_is_judged_by_what_its_holders_have_of_it_together_with_their_other_roles()
    {
        var ground = await GroundAsync();
        var both = await UserAsync(ground.Admin, ground.Below, Wide, Narrow);
        await ForbiddenAsync(ground.Delegate.Api.PutAsync("/api/auth/roles/acl", new { roleId = ground.Narrow, features = new[] { Feature, Other }, organizations = new[] { ground.Below } }));
        (await ground.Admin.Api.PutAsync("/api/auth/users", new { id = both, roles = new[] { Narrow } })).Is(200);
        (await ground.Delegate.Api.PutAsync("/api/auth/roles/acl", new { roleId = ground.Narrow, features = new[] { Feature, Other }, organizations = new[] { ground.Below } })).Is(200);
        await ForbiddenAsync(ground.Delegate.Api.PutAsync("/api/auth/users", new { id = both, roles = new[] { Narrow, Wide } }));
    }

    [Fact]
    public async Task A_helper_adds_and_takes_what_is_his_and_leaves_what_is_not()
    {
        var admin = await api.AdminAsync();
        var role = await api.RoleAsync(admin, "clerk");
        (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list", Feature } })).Is(200);
        var helper = (await api.ColleagueAsync(admin, admin.OrganizationId!.Value, null, "auth.acl.manage", "entities.*", "auth.roles.manage")).Api;
        (await helper.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "auth.users.list", "entities.records.manage" } })).Is(200);
        (await helper.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { "entities.records.manage" } })).Refuses(403, "Cannot take away feature auth.users.list.");
        await ForbiddenAsync(helper.DeleteAsync($"/api/auth/roles?id={role}"));
    }

    [Fact]
    public async Task A_route_that_begins_no_change_saves_nothing()
    {
        await using var scope = api.Host.Services.CreateAsyncScope();
        var admin = await api.AdminAsync();
        var (actor, db) = (scope.ServiceProvider.GetRequiredService<Actor>(), scope.ServiceProvider.GetRequiredService<PlatformDb>());
        actor.Scope = Scope.Of(admin.TenantId, admin.UserId);
        db.RemoveRange(await db.Set<UserRole>().ToListAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    private async Task<Ground> GroundAsync()
    {
        var admin = await api.AdminAsync();
        var below = await api.BelowAsync(admin);
        return new(admin, below, await RoleAsync(Wide, null), await RoleAsync(Narrow, [below.OrganizationId!.Value]));

        async Task<Guid> RoleAsync(string name, Guid[]? organizations)
        {
            var role = await api.RoleAsync(admin, name);
            (await admin.Api.PutAsync("/api/auth/roles/acl", new { roleId = role, features = new[] { Feature }, organizations })).Is(200);
            return role;
        }
    }

    private static async Task<string> UserAsync(Person admin, Guid organization, params string[] roles) =>
        (await admin.Api.PostAsync("/api/auth/users", new { email = NewEmail(), password = "Strong-1-password", organizationId = organization, roles })).Is(201).Root.Text("id");

    private static async Task ForbiddenAsync(Task<Answer> answer) => (await answer).Refuses(403);

    private static string NewEmail() => $"u{Guid.CreateVersion7():N}@example.org";
}
