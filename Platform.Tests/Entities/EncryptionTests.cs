using Platform.Tests.Support;
using Platform.Tests.Trading.Ingest;

namespace Platform.Tests.Entities;

/// <summary>Columns that a tenant has encrypted: sealed, read, found, and opened again.</summary>
public sealed class EncryptionTests(TestServers servers)
{
    private const string Users = "/api/auth/users";

    private static object Map(params string[] fields) => new { entityId = "auth:user", fields = fields.Select(field => new { field }) };

    [Fact]
    public async Task Old_rows_are_sealed_when_a_column_is_mapped_and_opened_when_it_is_not_any_more()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        var admin = await Staff.NewTenantAsync(host);
        var made = await MakeAsync(admin, "Ännchen von Tharau");
        Assert.Equal("Ännchen von Tharau", await StoredAsync(floor, made.Id));

        var mapped = (await admin.Api.PostAsync("/api/entities/encryption", Map("email", "name"))).Is(200);
        (await admin.Api.GetAsync($"{Users}?sortField=name")).Refuses(400, field: "sortField");
        Assert.Equal([made.Id], await FindAsync(admin, "search=annch"));
        await floor.StartWorkerAsync();
        await DoneAsync(admin, mapped);
        Assert.StartsWith("enc:v1:", await StoredAsync(floor, made.Id), StringComparison.Ordinal);
        Assert.StartsWith("enc:v1:", await StoredAsync(floor, made.Id, "email"), StringComparison.Ordinal);
        Assert.DoesNotContain("Tharau", await floor.Database.DumpAsync(), StringComparison.Ordinal);
        var item = Assert.Single((await admin.Api.GetAsync($"{Users}?id={made.Id}")).Items());
        Assert.Equal(("Ännchen von Tharau", made.Email), (item.Text("name"), item.Text("email")));
        foreach (var query in new[] { "search=annch", "search=THAR+von", $"search={made.Email}", "name=annch" })
        {
            Assert.Equal([made.Id], await FindAsync(admin, query));
        }

        Assert.Empty(await FindAsync(admin, "search=nchen"));
        (await admin.Api.GetAsync($"{Users}?sortField=email")).Refuses(400, field: "sortField");

        var unmapped = (await admin.Api.PostAsync("/api/entities/encryption", Map())).Is(200);
        await DoneAsync(admin, unmapped);
        Assert.Equal("Ännchen von Tharau", await StoredAsync(floor, made.Id));
        (await admin.Api.GetAsync($"{Users}?sortField=name")).Is(200);
        Assert.Equal([made.Id], await FindAsync(admin, "search=nchen"));

        // Taking the map back is a change of the map: the rows follow it.
        (await admin.Api.UndoAsync(unmapped)).Is(200);
        await Retry.Until(async () => (await StoredAsync(floor, made.Id)).StartsWith("enc:v1:", StringComparison.Ordinal), "the rows are sealed again");
    }

    [Fact]
    public async Task A_user_whose_address_is_ciphertext_signs_in_is_unique_resets_and_changes_as_ever()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        var admin = await Staff.NewTenantAsync(host);
        (await admin.Api.PostAsync("/api/entities/encryption", Map("email", "name"))).Is(200);
        var (id, email) = await MakeAsync(admin, "Carla");
        Assert.StartsWith("enc:v1:", await StoredAsync(floor, id, "email"), StringComparison.Ordinal);

        var carla = await Staff.SignInAsync(host, email.ToUpperInvariant(), "Secret-1");
        var profile = (await carla.GetAsync("/api/auth/profile")).Is(200).Root;
        Assert.Equal((email, "Carla"), (profile.Text("email"), profile.Text("name")));
        var elsewhere = await Staff.NewTenantAsync(host);
        (await elsewhere.Api.PostAsync(Users, new { email, password = "Secret-1" })).Refuses(400, "Email already in use", "email");
        (await elsewhere.Api.PutAsync("/api/auth/profile", new { email, currentPassword = Staff.Password })).Refuses(400, field: "email");
        Assert.Equal(200, (await host.Anonymous.SendAsync(HttpMethod.Post, "/api/auth/reset", new FormUrlEncodedContent([KeyValuePair.Create("email", email)]))).Status);
        await Mailbox.SendResetsAsync(floor.Database, host);
        Assert.Equal(1, await floor.Database.ScalarAsync<long>("SELECT count(*) FROM auth.password_tokens WHERE user_id = $1", Guid.Parse(id)));

        var changed = (await carla.PutAsync("/api/auth/profile", new { name = "Carlotta" })).Is(200);
        Assert.StartsWith("enc:v1:", await StoredAsync(floor, id), StringComparison.Ordinal);
        Assert.Equal([id], await FindAsync(admin, "search=carlot"));
        (await admin.Api.UndoAsync(changed)).Is(200);
        Assert.Equal([id], await FindAsync(admin, "search=carla"));
        Assert.Empty(await FindAsync(admin, "search=carlot"));

        // What is sent as it was is no change, and keeps its ciphertext.
        var before = await StoredAsync(floor, id, "email");
        (await admin.Api.PutAsync(Users, new { id, email, name = "Carl" })).Is(200);
        Assert.Equal(before, await StoredAsync(floor, id, "email"));
        var log = (await admin.Api.GetAsync($"/api/audit_logs/audit-logs/actions?resourceId={id}&pageSize=1")).Items().Single().GetProperty("changes");
        Assert.Equal(("Carla", "Carl"), (log.GetProperty("name").Text("from"), log.GetProperty("name").Text("to")));
        Assert.False(log.TryGetProperty("email", out _));
    }

    [Fact]
    public async Task What_was_plain_when_it_was_recorded_is_ciphertext_when_it_is_put_back()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        await floor.StartWorkerAsync();
        var admin = await Staff.NewTenantAsync(host);
        var (id, _) = await MakeAsync(admin, "First");
        var changed = (await admin.Api.PutAsync(Users, new { id, name = "Second" })).Is(200);
        await DoneAsync(admin, (await admin.Api.PostAsync("/api/entities/encryption", Map("name"))).Is(200));
        (await admin.Api.UndoAsync(changed)).Is(200);
        Assert.StartsWith("enc:v1:", await StoredAsync(floor, id), StringComparison.Ordinal);
        Assert.Equal("First", Assert.Single((await admin.Api.GetAsync($"{Users}?id={id}")).Items()).Text("name"));
    }

    [Fact]
    public async Task A_new_tenant_has_maps_and_the_demo_tenant_is_encrypted_from_the_start()
    {
        await using var floor = await Floor.OpenAsync(servers);
        await using var host = await ApiHost.StartAsync(servers, floor.Database);
        Assert.DoesNotContain("admin@acme.com", await floor.Database.DumpAsync(), StringComparison.Ordinal);
        var super = await Staff.SignInAsync(host, Staff.SuperAdmin);
        Assert.Equal(Staff.Employee, Assert.Single((await super.GetAsync($"{Users}?search=employee+acme")).Items()).Text("email"));
        var tenant = (await super.PostAsync("/api/directory/tenants", new { name = "Fresh" })).NewId();
        foreach (var query in new[] { "", $"&tenantId={tenant}" })
        {
            var map = (await super.GetAsync($"/api/entities/encryption?entityId=auth:user{query}")).Is(200).Root.GetProperty("fields");
            Assert.Equal([("email", "emailHash"), ("name", null)], map.EnumerateArray().Select(f => (f.Text("field"), f.TryGetProperty("hashField", out var hash) ? hash.GetString() : null)));
        }
    }

    private static async Task<(string Id, string Email)> MakeAsync(Person admin, string name)
    {
        var email = $"u{Guid.CreateVersion7():N}@example.org";
        return ((await admin.Api.PostAsync(Users, new { email, name, password = "Secret-1" })).NewId(), email);
    }

    private static async Task<string[]> FindAsync(Person staff, string query) => [.. (await staff.Api.GetAsync($"{Users}?{query}")).Items().Select(i => i.Text("id"))];

    private static async Task<string> StoredAsync(Floor floor, string id, string column = "name") =>
        (await floor.Database.ScalarAsync<string>($"SELECT {column} FROM identity.users WHERE id = $1", Guid.Parse(id)))!;

    private static Task DoneAsync(Person staff, Answer started) => Retry.UntilEqual("completed",
        async () => (await staff.Api.GetAsync($"/api/progress/jobs/{started.Root.Text("jobId")}")).Is(200).Root.Text("status"));
}
