using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Http;

namespace Platform.Auth.Sidebar;

/// <summary>That something was done.</summary>
public sealed record Done
{
    public bool Ok { get; } = true;
}

/// <summary>What the chrome of an administration shows, and how people and roles have arranged it.</summary>
internal static class SidebarEndpoints
{
    public const string Manage = "auth.sidebar.manage";

    /// <param name="auth">The group of <c>/api/auth</c>.</param>
    public static void Map(RouteGroupBuilder auth)
    {
        NavEndpoint.Map(auth);
        var sidebar = auth.MapGroup("/sidebar");
        PreferenceEndpoints.Map(sidebar);
        VariantEndpoints.Map(sidebar);
    }

    public static Problem Invalid(string field) =>
        new(ProblemKind.Invalid, "Invalid payload", Fields: new Dictionary<string, string[]> { [field] = ["is too large or has an empty name"] });
}
