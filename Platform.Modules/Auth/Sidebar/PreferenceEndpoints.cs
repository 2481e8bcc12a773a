using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Http;

namespace Platform.Auth.Sidebar;

/// <summary>How users and roles have arranged the sidebar, per language.</summary>
internal static class PreferenceEndpoints
{
    private static readonly Problem RoleNotFound = Problem.NotFound("Role");
    private static readonly Problem Forbidden = new(ProblemKind.Forbidden, "Forbidden");

    public static void Map(RouteGroupBuilder sidebar)
    {
        sidebar.MapGet("/preferences", ReadAsync).WithSummary("Read your arrangement of the sidebar, or that of a role")
            .WithDescription($"With `roleId`, which takes `{SidebarEndpoints.Manage}`, that of the role.");
        sidebar.MapPut("/preferences", SaveAsync).Requires(SidebarEndpoints.Manage).WithSummary("Save your arrangement of the sidebar, or that of roles")
            .WithDescription("With the scope `user` the settings are yours, and also those of the roles in `applyToRoles`; with the scope `role` only that role's.");
        sidebar.MapDelete("/preferences", RemoveAsync).Requires(SidebarEndpoints.Manage).WithSummary("Remove a role's arrangement of the sidebar");
    }

    private static async Task<Outcome<PreferenceView>> ReadAsync(
        Guid? roleId, Preferences preferences, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        var manages = caller.Has(SidebarEndpoints.Manage);
        if (roleId is not null && !manages)
        {
            return Forbidden;
        }

        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        var roles = manages ? await preferences.RolesAsync(locale, cancellation) : [];
        if (roleId is { } wanted && roles.All(r => r.Id != wanted))
        {
            return RoleNotFound;
        }

        return new PreferenceView(
            locale, await preferences.ReadAsync(roleId ?? preferences.User, locale, cancellation), manages, roles,
            roleId is null ? new PreferenceScope("user") : new PreferenceScope("role", roleId));
    }

    private static async Task<Outcome<PreferenceSaved>> SaveAsync(
        PreferenceInput input, Preferences preferences, Changes changes, HttpContext http, CancellationToken cancellation)
    {
        if ((input.Settings ?? input).Clean(out var wrong) is not { } settings)
        {
            return SidebarEndpoints.Invalid(wrong);
        }

        var forRole = input.Scope?.Type == "role";
        var (apply, clear) = ((input.ApplyToRoles ?? []).Distinct().ToList(), (input.ClearRoleIds ?? []).Distinct().ToList());
        if (forRole && (input.Scope!.RoleId is null || apply.Count + clear.Count > 0))
        {
            return new Problem(ProblemKind.Invalid, input.Scope.RoleId is null
                ? "scope.roleId is required"
                : "applyToRoles and clearRoleIds do not go with the scope of a role");
        }

        if (apply.Intersect(clear).Any())
        {
            return new Problem(ProblemKind.Invalid, "A role cannot both get settings and lose them");
        }

        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        var known = (await preferences.RolesAsync(locale, cancellation)).Select(r => r.Id).ToHashSet();
        if (!apply.Concat(clear).Concat(forRole ? [input.Scope!.RoleId!.Value] : []).All(known.Contains))
        {
            return RoleNotFound;
        }

        await using var change = await changes.BeginAsync("auth.sidebar_preferences.save", cancellation);
        foreach (var subject in apply.Prepend(forRole ? input.Scope!.RoleId!.Value : preferences.User))
        {
            await preferences.WriteAsync(subject, locale, settings, cancellation);
        }

        await preferences.RemoveAsync(clear, locale, cancellation);
        if (await change.CommitAsync(cancellation) is { } failed)
        {
            return failed;
        }

        return new PreferenceSaved(
            locale, settings, true, await preferences.RolesAsync(locale, cancellation),
            forRole ? new PreferenceScope("role", input.Scope!.RoleId) : new PreferenceScope("user"), apply, clear);
    }

    private static async Task<Outcome<PreferenceRemoved>> RemoveAsync(
        Guid? roleId, Preferences preferences, HttpContext http, CancellationToken cancellation)
    {
        if (roleId is not { } role)
        {
            return new Problem(ProblemKind.Invalid, "roleId is required", Fields: new Dictionary<string, string[]> { ["roleId"] = ["is required"] });
        }

        var locale = RequestLocale.Of(http.Request) ?? RequestLocale.Original;
        if ((await preferences.RolesAsync(locale, cancellation)).All(r => r.Id != role))
        {
            return RoleNotFound;
        }

        await preferences.RemoveAsync([role], locale, cancellation);
        return new PreferenceRemoved(new PreferenceScope("role", role));
    }
}
