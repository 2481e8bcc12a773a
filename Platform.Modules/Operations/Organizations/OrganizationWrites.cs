using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Operations.Access;

namespace Platform.Operations.Organizations;

/// <summary>A new organization, directly below the caller's.</summary>
[ValidatableType]
public sealed record NewOrganization(
    [property: Needed, Text(1, 200)] string? Name, [property: Text(0, OrganizationProfileTable.MaxDescription, Lines = true)] string? Description, Json? CustomData, bool? IsMfaRequired);

/// <summary>Changes of an organization: what is left out or empty stays, and custom data is merged.</summary>
[ValidatableType]
public sealed record OrganizationChange(
    [property: Text(0, 200)] string? Name, [property: Text(0, OrganizationProfileTable.MaxDescription, Lines = true)] string? Description, Json? CustomData, bool? IsMfaRequired);

/// <summary>Creates, changes and deletes organizations. Changes of the tree come one after the other, so a name is free or taken for all.</summary>
internal static class OrganizationWrites
{
    public static async Task<Outcome<OrganizationView>> CreateAsync(
        NewOrganization input, HttpContext http, PlatformDb db, ActingAccount acting, HierarchyChanges changes, TimeProvider clock, CancellationToken cancellation)
    {
        var (level, now, name) = (Level.Of(http), clock.Now(), input.Name!.Trim());
        var (data, problem) = CustomData.Merge(Json.Empty, input.CustomData, OrganizationView.Reserved);
        if (problem is not null)
        {
            return problem;
        }

        await using var change = await changes.BeginAsync($"{OrganizationReads.Kind}s.create", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
        {
            return late;
        }

        var account = acting.Account;
        var organization = new Organization { TenantId = account.TenantId, Name = name, ParentId = account.OrganizationId, CreatedAt = now, UpdatedAt = now };
        var profile = new OrganizationProfile
        {
            Id = organization.Id, TenantId = account.TenantId, Level = level.Name, Data = data, IsMfaRequired = input.IsMfaRequired ?? false,
            Description = string.IsNullOrWhiteSpace(input.Description) ? $"{level.Role} organization: {name}" : input.Description.Trim(),
            CreatedBy = account.OrganizationId, CreatedAt = now,
        };
        db.AddRange(organization, profile);
        return await Describe(change, acting.Account, profile.Id, "create", level).CommitAsync(OrganizationView.Of(name, profile), cancellation);
    }

    public static async Task<Outcome<OrganizationView>> UpdateAsync(
        string id, OrganizationChange input, HttpContext http, PlatformDb db, ActingAccount acting, HierarchyChanges changes, TimeProvider clock, CancellationToken cancellation)
    {
        var (level, now) = (Level.Of(http), clock.Now());
        await using var change = await changes.BeginAsync($"{OrganizationReads.Kind}s.update", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
        {
            return late;
        }

        var account = acting.Account;
        if (await FindAsync(db, account, level, id, cancellation) is not var (organization, profile))
        {
            return OrganizationReads.NotFound(level);
        }

        var name = string.IsNullOrWhiteSpace(input.Name) ? organization.Name : input.Name.Trim();
        (profile.Data, var problem) = CustomData.Merge(profile.Data, input.CustomData, OrganizationView.Reserved);
        if (problem is not null)
        {
            return problem;
        }

        (organization.Name, organization.UpdatedAt) = (name, now);
        profile.Description = string.IsNullOrWhiteSpace(input.Description) ? profile.Description : input.Description.Trim();
        (profile.IsMfaRequired, profile.UpdatedBy, profile.UpdatedAt) = (input.IsMfaRequired ?? profile.IsMfaRequired, account.OrganizationId, now);
        return await Describe(change, acting.Account, profile.Id, "update", level).CommitAsync(OrganizationView.Of(name, profile), cancellation);
    }

    public static async Task<Outcome<Deleted>> DeleteAsync(
        string id, HttpContext http, PlatformDb db, ActingAccount acting, HierarchyChanges changes, TimeProvider clock, CancellationToken cancellation)
    {
        var (level, now) = (Level.Of(http), clock.Now());
        await using var change = await changes.BeginAsync($"{OrganizationReads.Kind}s.delete", cancellation);
        if (await changes.RefuseAsync(change, cancellation) is { } late)
        {
            return late;
        }

        if (await FindAsync(db, acting.Account, level, id, cancellation) is not var (organization, _))
        {
            return OrganizationReads.NotFound(level);
        }

        (organization.DeletedAt, organization.IsActive, organization.UpdatedAt) = (now, false, now);
        return await Describe(change, acting.Account, organization.Id, "delete", level).CommitAsync(new Deleted(organization.Id, organization.Name, now), cancellation);
    }

    private static async Task<OrganizationRow?> FindAsync(PlatformDb db, Account account, Level level, string id, CancellationToken cancellation) => Guid.TryParse(id, out var wanted)
        ? await OrganizationReads.Visible(db, account, level).SingleOrDefaultAsync(r => r.Organization.Id == wanted, cancellation)
        : null;

    private static Change Describe(Change change, Account account, Guid id, string verb, Level level) => change
        .Describe($"{char.ToUpperInvariant(verb[0])}{verb[1..]} {level.Name}", OrganizationReads.Kind, id)
        .Raise($"{OrganizationReads.Kind}.{verb}d", new { id }, account.OrganizationId);
}
