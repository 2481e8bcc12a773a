using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Auth.Consents;
using Platform.Auth.Acl;
using Platform.Auth.Resets;
using Platform.Auth.Profile;
using Platform.Auth.Roles;
using Platform.Auth.Seed;
using Platform.Auth.Sidebar;
using Platform.Auth.SignIn;
using Platform.Auth.Users;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Jobs;
using Platform.Kernel.Upgrades;

namespace Platform.Auth;

/// <summary>Staff: signing in, accounts, users, roles and what they may do.</summary>
public sealed class AuthModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ISeed, DemoSeed>();
        builder.Services.AddSingleton<PasswordPolicy>();
        builder.Services.AddSingleton<PasswordMails>();
        builder.Services.AddSingleton<ResetRequests>();
        builder.Services.AddSingleton<TenantBootstrap>();
        builder.Services.AddSingleton<ITenantStart, DefaultRoles>();
        builder.Services.AddResource<RoleResource>();
        builder.Services.AddResource<UserResource>();
        builder.Services.AddSingleton<IUpgradeAction, NewFeatures>();
        builder.Services
            .AddFeatures("auth", "Users and roles",
                new Feature("auth.users.list", "See users", "admin"),
                new Feature("auth.users.create", "Create users", "admin"),
                new Feature("auth.users.edit", "Change users", "admin"),
                new Feature("auth.users.delete", "Delete users", "admin"),
                new Feature("auth.roles.list", "See roles", "admin"),
                new Feature("auth.roles.manage", "Change roles", "admin"),
                new Feature("auth.acl.manage", "Change what users and roles may do", "admin"),
                new Feature("auth.sidebar.manage", "Arrange the sidebar", "admin"))
            .AddEventTypes(
                new EventType("auth.login.success", "Signed in"),
                new EventType("auth.login.failed", "A sign-in was refused"),
                new EventType("auth.password_reset.requested", "A new password was asked for"),
                new EventType("auth.password_reset.completed", "A password was set by mail"),
                new EventType("auth.email.changed", "A new e-mail address was confirmed"),
                new EventType("auth.user.created", "User created", Broadcast: true),
                new EventType("auth.user.updated", "User updated", Broadcast: true),
                new EventType("auth.user.deleted", "User deleted", Broadcast: true),
                new EventType("auth.role.created", "Role created", Broadcast: true),
                new EventType("auth.role.updated", "Role updated", Broadcast: true),
                new EventType("auth.role.deleted", "Role deleted", Broadcast: true));
    }

    public void AddHttp(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StaffSessions>();
        builder.Services.AddScoped<AccessLists>();
        builder.Services.AddScoped<UserRules>();
        builder.Services.AddScoped<IUndoRule, UserRewind>();
        builder.Services.AddScoped<IChangeRule, WiderRoleRule>();
        builder.Services.AddSidebar();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/auth").WithTags("Auth");
        SignInEndpoints.Map(group);
        ProfileEndpoints.Map(group);
        LocaleEndpoints.Map(group);
        ResetEndpoints.Map(group);
        AclEndpoints.Map(group);
        ConsentEndpoints.Map(group);
        InviteEndpoints.Map(group);
        group.MapResource<RoleResource>("/roles");
        group.MapResource<UserResource>("/users");
        SidebarEndpoints.Map(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(new RetentionRule("auth.password_tokens", "expires_at", TimeSpan.FromDays(7))).AddStream(ResetRequests.Stream).AddHostedService<ResetWorker>();
}
