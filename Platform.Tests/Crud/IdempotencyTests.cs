using Platform.Tests.Support;

namespace Platform.Tests.Crud;

/// <summary>Creates that are sent again because the answer did not arrive.</summary>
public sealed class IdempotencyTests(StaffFixture api) : IClassFixture<StaffFixture>
{
    private const string Roles = "/api/auth/roles";

    private static Task<Answer> CreateAsync(Person staff, string key, string name) => staff.Api.PostAsync(Roles, new { name }, ("Idempotency-Key", key));

    private Task<long> CountAsync(string name) => api.Database.ScalarAsync<long>("SELECT count(*) FROM access.roles WHERE name = $1", name);

    [Fact]
    public async Task A_create_that_is_sent_again_with_its_key_answers_as_before_and_makes_nothing()
    {
        var (staff, key, name) = (await api.AdminAsync(), $"{Guid.CreateVersion7()}", $"again-{Guid.CreateVersion7():N}");
        var first = (await CreateAsync(staff, key, name)).Is(201);
        var again = (await CreateAsync(staff, key, name)).Is(201);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(1, await CountAsync(name));
        (await CreateAsync(staff, key, name + "-other")).Refuses(422);
        Assert.Equal(0, await CountAsync(name + "-other"));
    }

    [Fact]
    public async Task Of_creates_with_one_key_at_once_one_makes_a_row_and_all_answer_with_it()
    {
        var (staff, key, name) = (await api.AdminAsync(), $"{Guid.CreateVersion7()}", $"once-{Guid.CreateVersion7():N}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CreateAsync(staff, key, name)));
        Assert.Single(answers.Select(a => a.Is(201).Text).Distinct());
        Assert.Equal(1, await CountAsync(name));
    }

    [Fact]
    public async Task A_key_means_one_request_in_one_tenant_and_organization()
    {
        var (super, key, name) = (await api.SuperAdminAsync(), $"{Guid.CreateVersion7()}", $"apart-{Guid.CreateVersion7():N}");
        var other = await api.AdminAsync();
        var below = (await super.Api.PostAsync("/api/directory/organizations", new { name = "Below" })).NewId();
        (await CreateAsync(super, key, name)).Is(201);
        (await super.Api.PostAsync(Roles, new { name }, ("Idempotency-Key", key), ("Cookie", $"om_selected_org={below}"))).Refuses(422);
        (await super.Api.PostAsync(Roles, new { name }, ("Idempotency-Key", key), ("Cookie", $"om_selected_tenant={other.TenantId}"))).Is(201);
        Assert.Equal(2, await CountAsync(name));
    }

    [Fact]
    public async Task A_create_that_was_refused_may_be_sent_again_with_its_key()
    {
        var (staff, key, name) = (await api.AdminAsync(), $"{Guid.CreateVersion7()}", $"later-{Guid.CreateVersion7():N}");
        (await CreateAsync(staff, key, "")).Refuses(400);
        (await CreateAsync(staff, key, name)).Is(201);
        (await CreateAsync(staff, new string('k', 201), name)).Refuses(400);
    }
}
