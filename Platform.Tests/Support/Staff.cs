using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Data;
using Platform.Kernel.Identity;

namespace Platform.Tests.Support;

/// <summary>Somebody who works in a tenant.</summary>
public sealed record Person(ApiClient Api, Guid TenantId, Guid UserId, Guid? OrganizationId, string Email);

/// <summary>People of the business surface who sign in with a password.</summary>
public static class Staff
{
    public const string SuperAdmin = "superadmin@acme.com";
    public const string Admin = "admin@acme.com";
    public const string Employee = "employee@acme.com";
    public const string Password = "secret";

    private static readonly string Hash = new Passwords().Hash(Password);

    public static async Task<ApiClient> SignInAsync(ApiHost host, string email = Admin, string password = Password)
    {
        var answer = await LoginAsync(host, ("email", email), ("password", password));
        Assert.True(answer.Status == 200, $"Expected to sign in, got {answer.Status}: {answer.Text}");
        return host.With(answer.Root.GetProperty("token").GetString());
    }

    /// <summary>Posts the sign-in form.</summary>
    public static async Task<Answer> LoginAsync(ApiHost host, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Answer.ReadAsync(Http.Client.PostAsync($"{host.Address}/api/auth/login", content, TestContext.Current.CancellationToken));
    }

    /// <summary>Somebody new of the demo tenant who holds just these features.</summary>
    public static Task<Person> WithAsync(ApiHost host, params string[] features) => NewInDemoAsync(host, null, features);

    /// <summary>The same with features that hold in some organizations only.</summary>
    public static Task<Person> WithinAsync(ApiHost host, List<Guid> organizations, params string[] features) => NewInDemoAsync(host, organizations, features);

    /// <summary>Somebody who may do everything in a tenant of his own.</summary>
    public static async Task<Person> NewTenantAsync(ApiHost host)
    {
        await using var db = host.Services.GetRequiredService<SystemDb>().Open();
        return await NewTenantAsync(host, db, isSuper: false, ["*"]);
    }

    internal static async Task<Person> NewTenantAsync(ApiHost host, PlatformDb db, bool isSuper, string[] features)
    {
        var now = TimeProvider.System.GetUtcNow();
        var tenant = new Tenant { Name = "A tenant", CreatedAt = now, UpdatedAt = now };
        var organization = new Organization { TenantId = tenant.Id, Name = "Root", CreatedAt = now, UpdatedAt = now };
        db.AddRange(tenant, organization);
        return await NewAsync(host, db, tenant.Id, organization.Id, isSuper, null, features);
    }

    internal static async Task<Person> NewAsync(ApiHost host, PlatformDb db, Guid tenant, Guid? organization, bool isSuper, List<Guid>? organizations, string[] features)
    {
        var (name, now) = ($"u{Guid.CreateVersion7():N}", TimeProvider.System.GetUtcNow());
        var user = new User
        {
            TenantId = tenant, OrganizationId = organization, Username = name, Email = $"{name}@example.org", EmailHash = await HashAsync(host, $"{name}@example.org"), PasswordHash = Hash, IsConfirmed = true, CreatedAt = now, UpdatedAt = now,
        };
        var role = new Role { TenantId = tenant, Name = isSuper ? Role.SuperAdmin : $"role of {name}", CreatedAt = now, UpdatedAt = now };
        db.AddRange(user, role, new UserRole { UserId = user.Id, RoleId = role.Id, TenantId = tenant, CreatedAt = now }, new AccessList
        {
            TenantId = tenant, HolderId = role.Id, IsSuperAdmin = isSuper, Features = [.. features], Organizations = organizations, CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return new Person(await SignInAsync(host, user.Email), tenant, user.Id, organization, user.Email);
    }

    /// <summary>By which the platform knows an address.</summary>
    public static async Task<byte[]> HashAsync(ApiHost host, string email) =>
        await host.Services.GetRequiredService<UserTexts>().HashAsync(email, TestContext.Current.CancellationToken);

    private static async Task<Person> NewInDemoAsync(ApiHost host, List<Guid>? organizations, string[] features)
    {
        await using var db = host.Services.GetRequiredService<SystemDb>().Open();
        var hash = await HashAsync(host, Admin);
        var admin = await db.Set<User>().SingleAsync(u => u.EmailHash == hash, TestContext.Current.CancellationToken);
        return await NewAsync(host, db, admin.TenantId, admin.OrganizationId, isSuper: false, organizations, features);
    }
}
