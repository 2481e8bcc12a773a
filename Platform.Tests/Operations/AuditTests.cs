using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Accounts on the other surfaces: as far as their roles go, with everything that they did in the audit log, and undone from there.</summary>
public sealed class AuditTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    private const string Actions = "/api/audit_logs/audit-logs/actions";

    [Fact]
    public async Task What_an_account_does_is_in_its_audit_log_with_what_changed()
    {
        var distributor = await api.DistributorAsync();
        var id = await distributor.CreateAsync("resellers");
        (await distributor.Api.PutAsync($"/api/resellers/{id}", new { name = Desk.Unique("renamed"), description = "Renamed" })).Got();
        (await distributor.Api.DeleteAsync($"/api/resellers/{id}")).Got();
        var actions = (await distributor.Api.GetAsync(Actions)).Is(200).Root.GetProperty("items").EnumerateArray().Where(a => a.Text("resourceId") == id).ToList();
        Assert.Equal(["operations.organizations.delete", "operations.organizations.update", "operations.organizations.create"], actions.Select(a => a.Text("commandId")));
        Assert.All(actions, a => Assert.Equal(("operations.organization", distributor.Id), (a.Text("resourceKind"), a.Text("actorUserId"))));
        Assert.Contains("\"description\"", actions[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("\"name\"", actions[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organizations_are_undone_and_done_again()
    {
        var distributor = await api.DistributorAsync();
        var name = Desk.Unique("undone");
        var created = await distributor.Api.PostAsync("/api/customers", new { name });
        var path = $"/api/customers/{created.Got(201).Text("id")}";
        var changed = await distributor.Api.PutAsync(path, new { description = "after", customData = new { a = 1 } });
        var (before, after) = (created.Got(201), changed.Got());
        (await distributor.Api.UndoAsync(changed)).Is(200);
        Assert.Equal(before.Text("description"), (await distributor.Api.GetAsync(path)).Got().Text("description"));
        (await distributor.Api.RedoAsync(changed.LogId())).Is(200);
        Assert.Equal(after.Text("description"), (await distributor.Api.GetAsync(path)).Got().Text("description"));

        var deleted = await distributor.Api.DeleteAsync(path);
        (await distributor.Api.UndoAsync(deleted)).Is(200);
        Assert.Equal(name, (await distributor.Api.GetAsync(path)).Got().Text("name"));
        Assert.Equal([path[15..]], CenterFixture.Ids((await distributor.Api.GetAsync("/api/customers")).Got(), "customers"));
    }

    [Fact]
    public async Task An_undone_creation_is_gone_and_a_name_that_is_free_again_may_be_taken_but_then_not_be_had_back()
    {
        var distributor = await api.DistributorAsync();
        var name = Desk.Unique("taken meanwhile");
        var created = await distributor.Api.PostAsync("/api/customers", new { name });
        (await distributor.Api.UndoAsync(created)).Is(200);
        (await distributor.Api.GetAsync($"/api/customers/{created.Got(201).Text("id")}")).Fails(404);
        await distributor.CreateAsync("resellers", name);
        (await distributor.Api.RedoAsync(created.LogId())).Refuses(400);
        (await distributor.Api.GetAsync($"/api/customers/{created.Got(201).Text("id")}")).Fails(404);
    }

    [Fact]
    public async Task A_creation_is_not_undone_once_somebody_has_an_account_there()
    {
        var distributor = await api.DistributorAsync();
        var created = await distributor.Api.PostAsync("/api/customers", new { name = Desk.Unique("inhabited") });
        var customer = created.Got(201).Text("id");
        await distributor.CreateAccountAsync(customer);
        (await distributor.Api.UndoAsync(created)).Refuses(400);
        (await distributor.Api.GetAsync($"/api/customers/{customer}")).Got();
    }

    [Fact]
    public async Task A_deleted_account_comes_back_whole_and_signs_in_again()
    {
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var path = $"/api/accounts/{member.Id}";
        var before = (await distributor.Api.GetAsync(path)).Got();
        var deleted = await distributor.Api.DeleteAsync(path);
        (await distributor.Api.UndoAsync(deleted)).Is(200);
        var after = (await distributor.Api.GetAsync(path)).Got();
        Assert.Equal((before.Text("username"), before.Text("email"), before.GetProperty("customData").ToString()), (after.Text("username"), after.Text("email"), after.GetProperty("customData").ToString()));
        (await member.Api.GetAsync("/api/auth/me")).Fails(401);
        Assert.Equal(member.Id, (await api.EnterAsync(member.Login)).Id);
        (await (await Staff.SignInAsync(api.Host, TestSandbox.EmailOf(member.Login), "SecurePassword123!")).GetAsync("/api/auth/profile")).Is(200);
    }

    [Fact]
    public async Task An_account_does_not_come_back_into_an_organization_that_is_gone()
    {
        var distributor = await api.DistributorAsync();
        var customer = await distributor.CreateAsync("customers");
        var deleted = await distributor.Api.DeleteAsync($"/api/accounts/{await distributor.CreateAccountAsync(customer)}");
        var emptied = await distributor.Api.DeleteAsync($"/api/customers/{customer}");
        emptied.Got();
        (await distributor.Api.UndoAsync(deleted)).Refuses(400);
        (await distributor.Api.UndoAsync(emptied)).Is(200);
        (await distributor.Api.UndoAsync(deleted)).Is(200);
        (await distributor.Api.GetAsync($"/api/accounts/{deleted.Got().Text("id")}")).Got();
    }

    [Fact]
    public async Task An_undone_suspension_lets_the_account_in_again_and_a_redone_one_shuts_it_out()
    {
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var suspended = await distributor.Api.PutAsync($"/api/accounts/{member.Id}", new { isSuspended = true });
        suspended.Got();
        (await distributor.Api.UndoAsync(suspended)).Is(200);
        var again = await api.EnterAsync(member.Login);
        (await again.Api.GetAsync("/api/auth/me")).Got();
        (await distributor.Api.RedoAsync(suspended.LogId())).Is(200);
        (await again.Api.GetAsync("/api/auth/me")).Fails(401);
    }

    [Fact]
    public async Task Nobody_undoes_what_another_one_did()
    {
        var (distributor, other) = (await api.DistributorAsync(), await api.DistributorAsync());
        var created = await distributor.Api.PostAsync("/api/customers", new { name = Desk.Unique("mine") });
        (await other.Api.UndoAsync(created)).Refuses(400);
        (await distributor.Api.GetAsync($"/api/customers/{created.Got(201).Text("id")}")).Got();
    }

    [Fact]
    public async Task Whoever_was_demoted_takes_back_only_what_he_still_may_do()
    {
        var (owner, distributor) = (await api.OwnerAsync(), await api.DistributorAsync());
        var (reseller, member) = (await distributor.CreateAsync("resellers"), await distributor.CreateAccountAsync(distributor.OrganizationId, role: CenterFixture.Support));
        var suspended = await distributor.Api.PutAsync($"/api/accounts/{member}", new { isSuspended = true });
        var deleted = await distributor.Api.DeleteAsync($"/api/accounts/{await distributor.CreateAccountAsync(distributor.OrganizationId)}");
        var renamed = await distributor.Api.PutAsync($"/api/resellers/{reseller}", new { name = Desk.Unique("renamed") });
        (await owner.Api.PutAsync($"/api/accounts/{distributor.Id}", new { userRoleId = CenterFixture.Support })).Got();
        foreach (var done in new[] { suspended, deleted })
        {
            (await distributor.Api.UndoAsync(done)).Refuses(403);
        }

        Assert.True((await owner.Api.GetAsync($"/api/accounts/{member}")).Got().GetProperty("isSuspended").GetBoolean());
        (await owner.Api.GetAsync($"/api/accounts/{deleted.Got().Text("id")}")).Fails(404);
        (await distributor.Api.UndoAsync(renamed)).Is(200);
        (await distributor.Api.RedoAsync(renamed.LogId())).Is(200);
        var own = await distributor.Api.PutAsync($"/api/accounts/{distributor.Id}", new { name = "Renamed" });
        own.Got();
        (await distributor.Api.UndoAsync(own)).Is(200);
        Assert.Equal($"{distributor.Login} Example", (await distributor.Api.GetAsync($"/api/accounts/{distributor.Id}")).Got().Text("name"));
    }

    [Fact]
    public async Task Whoever_has_moved_down_takes_back_no_organization_that_he_could_not_change_any_more()
    {
        var (owner, distributor) = (await api.OwnerAsync(), await api.DistributorAsync());
        var (customer, reseller) = (await distributor.CreateAsync("customers"), await distributor.Api.PostAsync("/api/resellers", new { name = Desk.Unique("reseller") }));
        (await owner.Api.PutAsync($"/api/accounts/{distributor.Id}", new { organizationId = customer })).Got();
        await api.Database.ExecuteAsync("UPDATE audit_logs.action_logs SET organization_id = $1 WHERE actor_user_id = $2", Guid.Parse(customer), Guid.Parse(distributor.Id));
        (await distributor.Api.UndoAsync(reseller)).Refuses(403);
        (await owner.Api.GetAsync($"/api/resellers/{reseller.Got(201).Text("id")}")).Got();
    }

    [Fact]
    public async Task On_the_business_surface_an_account_sees_its_part_of_the_tree_and_may_do_nothing_else()
    {
        var distributor = await api.DistributorAsync();
        var customer = await distributor.CreateAsync("customers");
        var member = await api.MemberAsync(distributor, customer);
        var staff = await Staff.SignInAsync(api.Host, TestSandbox.EmailOf(member.Login), "SecurePassword123!");
        foreach (var client in new[] { member.Api, staff })
        {
            Assert.Equal([customer], (await client.GetAsync("/api/directory/organizations")).Items().Select(i => i.Text("id")));
            Assert.DoesNotContain("North Distribution", (await client.GetAsync("/api/directory/organization-switcher")).Is(200).Text, StringComparison.Ordinal);
            (await client.GetAsync("/api/auth/users")).Is(403);
            (await client.PostAsync("/api/directory/organizations", new { name = "x", parentId = customer })).Is(403);
            (await client.GetAsync("/v1/users/me")).Ok(200);
            (await client.GetAsync("/api/auth/me")).Got();
        }

        Assert.Equal(2, (await distributor.Api.GetAsync("/api/directory/organizations")).Items().Count);
    }

    [Fact]
    public async Task Who_read_what_is_kept()
    {
        var distributor = await api.DistributorAsync();
        var id = await distributor.CreateAsync("customers");
        (await distributor.Api.GetAsync($"/api/customers/{id}")).Got();
        (await distributor.Api.GetAsync($"/api/accounts/{distributor.Id}")).Got();
        foreach (var (kind, read) in new[] { ("operations.organization", id), ("operations.account", distributor.Id) })
        {
            await Retry.UntilEqual(1L, () => api.Database.ScalarAsync<long>(
                "SELECT count(*) FROM audit_logs.access_logs WHERE actor_user_id = $1 AND resource_kind = $2 AND $3 = ANY (resource_ids) AND access_type = 'read:item'",
                Guid.Parse(distributor.Id), kind, Guid.Parse(read)));
        }
    }

    [Fact]
    public async Task Every_write_raises_its_event()
    {
        var distributor = await api.DistributorAsync();
        var customer = await distributor.CreateAsync("customers");
        (await distributor.Api.PutAsync($"/api/customers/{customer}", new { description = "x" })).Got();
        var account = await distributor.CreateAccountAsync(customer);
        (await distributor.Api.PutAsync($"/api/accounts/{account}", new { name = "x" })).Got();
        (await distributor.Api.DeleteAsync($"/api/accounts/{account}")).Got();
        (await distributor.Api.DeleteAsync($"/api/customers/{customer}")).Got();
        var rows = await api.Database.RowsAsync("SELECT subject, convert_from(payload, 'UTF8') FROM events.outbox");
        foreach (var (subject, id) in new[] { ("organization", customer), ("account", account) })
        {
            Assert.Equal(["created", "deleted", "updated"], rows.Where(r => ((string)r[1]!).Contains(id, StringComparison.Ordinal) && ((string)r[0]!).StartsWith($"events.operations.{subject}.", StringComparison.Ordinal))
                .Select(r => ((string)r[0]!).Split('.')[^1]).Order());
        }
    }
}
