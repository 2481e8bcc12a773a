using System.Text.Json;
using Platform.Operations.Accounts;
using Platform.Tests.Support;

namespace Platform.Tests.Operations;

/// <summary>Accounts: what makes one, what a change may change, and what is refused.</summary>
public sealed class AccountTests(CenterFixture api) : IClassFixture<CenterFixture>
{
    [Theory]
    [InlineData("john.doe", "john_doe")]
    [InlineData("John-Doe 2", "John_Doe_2")]
    [InlineData("9lives", "user_9lives")]
    [InlineData("_x", "_x")]
    [InlineData("jürgen", "j_rgen")]
    public void Usernames_keep_what_is_ascii(string wished, string name) => Assert.Equal(name, Usernames.Sanitize(wished));

    [Fact]
    public async Task What_is_sent_comes_back_and_what_is_the_platforms_is_ignored()
    {
        var distributor = await api.DistributorAsync();
        var customer = await distributor.CreateAsync("customers");
        var name = $"jo.{Guid.CreateVersion7():N}";
        var created = (await distributor.Api.PostAsync("/api/accounts", new
        {
            username = name, email = $"{name}@Example.ORG", name = " Jo ", phone = "+39 1", password = "12345678", userRoleId = CenterFixture.Support, organizationId = customer,
            isSuspended = true, createdBy = Guid.CreateVersion7(), lastSignInAt = "2001-01-01T00:00:00Z",
            customData = new { department = "IT", phone = "other", createdBy = "me", organizationId = "x", userRoleId = "y" },
        })).Got(201);
        Assert.True(JsonElement.DeepEquals(created, (await distributor.Api.GetAsync($"/api/accounts/{created.Text("id")}")).Got()));
        Assert.Equal((name.Replace('.', '_'), $"{name}@example.org", "Jo", "+39 1"), (created.Text("username"), created.Text("email"), created.Text("name"), created.Text("phone")));
        Assert.Equal((CenterFixture.Support, customer, "Customer", false),
            (created.Text("userRoleId"), created.Text("organizationId"), created.Text("organizationRole"), created.GetProperty("isSuspended").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, created.GetProperty("lastSignInAt").ValueKind);
        Assert.Equal(["department", "createdBy", "createdAt"], created.GetProperty("customData").EnumerateObject().Select(m => m.Name));
        Assert.Equal(distributor.OrganizationId, created.GetProperty("customData").Text("createdBy"));
        Assert.DoesNotContain("12345678", created.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ones_own_address_takes_the_password_and_waits_for_the_mail_to_the_new_one()
    {
        var member = await api.DistributorAsync();
        var (path, login) = ($"/api/accounts/{member.Id}", api.NextLogin());
        var (old, wanted) = (TestSandbox.EmailOf(member.Login), TestSandbox.EmailOf(login));
        (await member.Api.PutAsync(path, new { email = wanted })).Invalid("currentPassword");
        (await member.Api.PutAsync(path, new { email = wanted, currentPassword = "wrong" })).Invalid("currentPassword");
        Assert.Equal(old, (await member.Api.PutAsync(path, new { email = old.ToUpperInvariant(), phone = "1" })).Got().Text("email"));
        Assert.Equal(old, (await member.Api.PutAsync(path, new { email = wanted, currentPassword = "SecurePassword123!" })).Got().Text("email"));

        // Whoever the address belongs to does not enter here, and may have an account of his own.
        (await Center.ExchangeAsync(api.Host, await Center.ProviderTokenAsync(await api.SandboxAsync(), login))).Fails(403);
        var owner = await api.OwnerAsync();
        await owner.CreateAccountAsync(member.OrganizationId, login);
        Assert.NotEqual(member.Id, (await api.EnterAsync(login)).Id);
        Assert.Single(await Mailbox.QueuedAsync(api.Database, api.Host, wanted));
        Assert.Single(await Mailbox.QueuedAsync(api.Database, api.Host, old));
    }

    [Fact]
    public async Task All_failing_fields_are_told()
    {
        var owner = await api.OwnerAsync();
        (await owner.Api.PostAsync("/api/accounts", "{}")).Invalid("username", "email", "name", "password", "userRoleId", "organizationId");
        (await owner.Api.PostAsync("/api/accounts", new
        {
            username = new string('x', 46), email = "no address", name = " ", password = "1234567", userRoleId = CenterFixture.Admin, organizationId = owner.OrganizationId,
        })).Invalid("username", "email", "name", "password");
        foreach (var role in new[] { "nonsense", Guid.CreateVersion7().ToString(), "01900000-0000-7000-8000-0000000c0101" })
        {
            (await owner.Api.PostAsync("/api/accounts", Operator.Body(owner.OrganizationId, role: role))).Invalid("userRoleId");
        }

        (await owner.Api.PostAsync("/api/accounts", Operator.Body("nonsense"))).Fails(404, "target organization not found");
        var account = await owner.CreateAccountAsync(owner.OrganizationId);
        (await owner.Api.PutAsync($"/api/accounts/{account}", new { email = "no", phone = new string('1', 51) })).Invalid("email", "phone");
        (await owner.Api.PutAsync($"/api/accounts/{account}", new { userRoleId = "nonsense" })).Invalid("userRoleId");
        (await owner.Api.PutAsync($"/api/accounts/{account}", new { organizationId = Guid.CreateVersion7() })).Fails(404, "target organization not found");
    }

    [Fact]
    public async Task Usernames_and_addresses_are_one_accounts_also_when_several_ask_at_once()
    {
        var owner = await api.OwnerAsync();
        var (login, other) = (api.NextLogin(), $"b{Guid.CreateVersion7():N}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => owner.Api.PostAsync("/api/accounts", Operator.Body(owner.OrganizationId, login))));
        Assert.Single(answers, a => a.Status == 201);
        Assert.All(answers.Where(a => a.Status != 201), a => a.Fails(409));
        (await owner.Api.PostAsync("/api/accounts", With("username", login))).Fails(409, "username already exists");
        (await owner.Api.PostAsync("/api/accounts", With("email", TestSandbox.EmailOf(login).ToUpperInvariant()))).Fails(409, "email already exists");
        var id = await owner.CreateAccountAsync(owner.OrganizationId, other);
        (await owner.Api.PutAsync($"/api/accounts/{id}", new { email = TestSandbox.EmailOf(login) })).Fails(409, "email already exists");

        Dictionary<string, object?> With(string field, string value)
        {
            var body = JsonSerializer.Deserialize<Dictionary<string, object?>>(JsonSerializer.Serialize(Operator.Body(owner.OrganizationId)))!;
            body[field] = value;
            return body;
        }
    }

    [Fact]
    public async Task Everybody_changes_his_own_account_but_not_what_makes_him_more()
    {
        var distributor = await api.DistributorAsync();
        var support = await api.MemberAsync(distributor, distributor.OrganizationId, CenterFixture.Support);
        var path = $"/api/accounts/{support.Id}";
        var changed = (await support.Api.PutAsync(path, new { name = "Renamed", phone = "5", customData = new { desk = 4 }, userRoleId = CenterFixture.Support, isSuspended = false })).Got();
        Assert.Equal(("Renamed", "5", 4), (changed.Text("name"), changed.Text("phone"), changed.GetProperty("customData").GetProperty("desk").GetInt32()));
        foreach (var body in new object[] { new { userRoleId = CenterFixture.Admin }, new { organizationId = await distributor.CreateAsync("customers") }, new { isSuspended = true } })
        {
            (await support.Api.PutAsync(path, body)).Fails(403, "insufficient permissions to update this account");
        }

        (await support.Api.DeleteAsync(path)).Fails(403, "cannot delete your own account");
        (await distributor.Api.DeleteAsync($"/api/accounts/{distributor.Id}")).Fails(403, "cannot delete your own account");
        Assert.Equal(CenterFixture.Support, (await support.Api.GetAsync(path)).Got().Text("userRoleId"));
    }

    [Fact]
    public async Task A_support_sees_accounts_and_is_told_why_he_may_not_change_them()
    {
        var distributor = await api.DistributorAsync();
        var support = await api.MemberAsync(distributor, distributor.OrganizationId, CenterFixture.Support);
        (await support.Api.GetAsync($"/api/accounts/{distributor.Id}")).Got();
        var refused = (await support.Api.PutAsync($"/api/accounts/{distributor.Id}", new { name = "x" })).Fails(403, "insufficient permissions to update this account");
        Assert.StartsWith("distributors can only operate on accounts in organizations they created", refused.Root.Text("data"), StringComparison.Ordinal);
        (await support.Api.DeleteAsync($"/api/accounts/{distributor.Id}")).Fails(403, "insufficient permissions to delete this account");
        (await support.Api.PostAsync("/api/accounts", Operator.Body(distributor.OrganizationId))).Fails(403, "insufficient permissions to create accounts for this organization");
    }

    [Fact]
    public async Task A_new_role_and_organization_hold_at_once()
    {
        var distributor = await api.DistributorAsync();
        var (reseller, member) = (await distributor.CreateAsync("resellers"), await api.MemberAsync(distributor, distributor.OrganizationId));
        (await member.Api.GetAsync("/api/resellers")).Got();
        var moved = (await distributor.Api.PutAsync($"/api/accounts/{member.Id}", new { organizationId = reseller, userRoleId = CenterFixture.Support })).Got();
        Assert.Equal((reseller, "Reseller", CenterFixture.Support), (moved.Text("organizationId"), moved.Text("organizationRole"), moved.Text("userRoleId")));
        (await member.Api.GetAsync("/api/resellers")).Fails(403);
        (await member.Api.GetAsync("/api/customers")).Got();
        (await member.Api.PostAsync("/api/accounts", Operator.Body(reseller))).Fails(403);
        (await member.Api.GetAsync($"/api/accounts/{distributor.Id}")).Fails(404);
        Assert.Equal("Reseller", (await member.Api.GetAsync("/api/auth/me")).Got().Text("orgRole"));
    }

    [Fact]
    public async Task Suspension_ends_every_session_on_every_replica_at_once_and_lets_nobody_in()
    {
        await using var other = await api.ReplicaAsync();
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var (path, staff) = ($"/api/accounts/{member.Id}", await Staff.SignInAsync(api.Host, TestSandbox.EmailOf(member.Login), "SecurePassword123!"));
        (await other.With(member.Api.Token).GetAsync("/api/auth/me")).Got();
        (await other.With(staff.Token).GetAsync("/api/auth/profile")).Is(200);
        Assert.True((await distributor.Api.PutAsync(path, new { isSuspended = true })).Got().GetProperty("isSuspended").GetBoolean());
        (await other.With(member.Api.Token).GetAsync("/api/auth/me")).Fails(401);
        (await member.Api.GetAsync("/api/auth/me")).Fails(401);
        (await other.With(staff.Token).GetAsync("/api/auth/profile")).Is(401);
        (await Center.RefreshAsync(api.Host, member.RefreshToken)).Fails(401);
        var token = await Center.ProviderTokenAsync(await api.SandboxAsync(), member.Login);
        (await Center.ExchangeAsync(api.Host, token)).Fails(403, "account is suspended");
        (await Staff.LoginAsync(api.Host, ("email", TestSandbox.EmailOf(member.Login)), ("password", "SecurePassword123!"))).Is(401);

        Assert.False((await distributor.Api.PutAsync(path, new { isSuspended = false })).Got().GetProperty("isSuspended").GetBoolean());
        (await member.Api.GetAsync("/api/auth/me")).Fails(401);
        (await Center.ExchangeAsync(api.Host, token)).Got();
    }

    [Fact]
    public async Task A_deleted_account_is_gone_with_its_sessions()
    {
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var deleted = (await distributor.Api.DeleteAsync($"/api/accounts/{member.Id}")).Got();
        Assert.Equal((member.Id, $"{member.Login} Example"), (deleted.Text("id"), deleted.Text("name")));
        (await member.Api.GetAsync("/api/auth/me")).Fails(401);
        (await Center.RefreshAsync(api.Host, member.RefreshToken)).Fails(401, "invalid refresh token");
        (await distributor.Api.GetAsync($"/api/accounts/{member.Id}")).Fails(404);
        (await Center.ExchangeAsync(api.Host, await Center.ProviderTokenAsync(await api.SandboxAsync(), member.Login))).Fails(403);
    }

    [Fact]
    public async Task Whoever_was_given_more_on_another_surface_is_not_changed_by_somebody_with_less()
    {
        var distributor = await api.DistributorAsync();
        var member = await api.MemberAsync(distributor, distributor.OrganizationId);
        var super = await Staff.SignInAsync(api.Host, Staff.SuperAdmin);
        (await super.PutAsync("/api/auth/users/acl", new { userId = member.Id, features = new[] { "auth.*" } })).Is(200);
        (await distributor.Api.PutAsync($"/api/accounts/{member.Id}", new { email = "mine@example.org" })).Fails(403, "insufficient permissions to update this account");
        (await distributor.Api.DeleteAsync($"/api/accounts/{member.Id}")).Fails(403, "insufficient permissions to delete this account");
        (await distributor.Api.GetAsync($"/api/accounts/{member.Id}")).Got();

        var suspended = await distributor.CreateAccountAsync(distributor.OrganizationId);
        (await distributor.Api.PutAsync($"/api/accounts/{suspended}", new { isSuspended = true })).Got();
        (await super.PutAsync("/api/auth/users/acl", new { userId = suspended, features = new[] { "auth.*" } })).Is(200);
        (await distributor.Api.PutAsync($"/api/accounts/{suspended}", new { email = "mine@example.org", isSuspended = false })).Fails(403, "insufficient permissions to update this account");
        (await distributor.Api.DeleteAsync($"/api/accounts/{suspended}")).Fails(403, "insufficient permissions to delete this account");
    }

    [Fact]
    public async Task Filters_and_search_find_accounts()
    {
        var distributor = await api.DistributorAsync();
        var customer = await distributor.CreateAsync("customers");
        var member = await api.MemberAsync(distributor, customer, CenterFixture.Support);
        foreach (var (query, found) in new[]
        {
            ("", 2), ($"?username={member.Login}", 1), ($"?username={member.Login[..^1]}", 0), ($"?email={TestSandbox.EmailOf(member.Login).ToUpperInvariant()}", 1), ($"?search={member.Login}@EXAMPLE", 1),
            ($"?role={CenterFixture.Support}", 1), ("?role=admin", 1), ("?role=nobody", 0), ($"?organization_id={customer}", 1), ($"?organizationId={customer}", 1),
            ($"?organization_id={customer}&role=admin", 0), ("?organization_id=nonsense", 0), ("?search=%25", 0), ("?page=2&page_size=1&search=example", 2),
        })
        {
            var data = (await distributor.Api.GetAsync($"/api/accounts{query}")).Got();
            Assert.True(found == data.GetProperty("pagination").GetProperty("total_count").GetInt32(), $"{query}: {data}");
        }
    }
}
