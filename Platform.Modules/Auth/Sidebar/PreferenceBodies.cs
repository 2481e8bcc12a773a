using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Auth.Sidebar;

/// <summary>Whose arrangement it is.</summary>
/// <param name="Type"><c>user</c> or <c>role</c>.</param>
public sealed record PreferenceScope(string Type, Guid? RoleId = null);

/// <summary>A role, and whether it has an arrangement of its own.</summary>
public sealed record RolePreference(Guid Id, string Name, bool HasPreference);

/// <summary>The sidebar of the caller or of a role.</summary>
/// <param name="CanApplyToRoles">Whether the caller may arrange it for roles; only then are they listed.</param>
public record PreferenceView(
    string Locale, SidebarSettings Settings, bool CanApplyToRoles, IReadOnlyList<RolePreference> Roles, PreferenceScope Scope);

/// <summary>What was saved, and for which roles.</summary>
public sealed record PreferenceSaved(
    string Locale, SidebarSettings Settings, bool CanApplyToRoles, IReadOnlyList<RolePreference> Roles, PreferenceScope Scope,
    IReadOnlyList<Guid> AppliedRoles, IReadOnlyList<Guid> ClearedRoles) : PreferenceView(Locale, Settings, CanApplyToRoles, Roles, Scope);

/// <summary>That a role has no arrangement any more.</summary>
public sealed record PreferenceRemoved(PreferenceScope Scope)
{
    public bool Ok { get; } = true;
}

/// <summary>Whose arrangement is written.</summary>
[ValidatableType]
public sealed record PreferenceTarget([property: OneOf("user", "role")] string? Type, Guid? RoleId);

/// <summary>An arrangement to save: its fields stand beside the others, or together in <c>settings</c>.</summary>
[ValidatableType]
public sealed class PreferenceInput : SidebarSettingsInput
{
    public SidebarSettingsInput? Settings { get; init; }

    public PreferenceTarget? Scope { get; init; }

    /// <summary>Roles that get the same.</summary>
    [MaxLength(200)]
    public IReadOnlyList<Guid>? ApplyToRoles { get; init; }

    /// <summary>Roles whose arrangement is removed.</summary>
    [MaxLength(200)]
    public IReadOnlyList<Guid>? ClearRoleIds { get; init; }
}
