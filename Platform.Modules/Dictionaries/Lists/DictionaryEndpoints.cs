using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Dictionaries.Lists;

/// <summary>All dictionaries that an organization reads.</summary>
public sealed record DictionaryItems(IReadOnlyList<DictionaryView> Items);

/// <summary>That something was done.</summary>
public sealed record Acknowledged
{
    public bool Ok { get; } = true;
}

/// <summary>Dictionaries.</summary>
internal static class DictionaryEndpoints
{
    private const string Kind = "dictionaries.dictionary";
    private static readonly Problem KeyTaken = new(ProblemKind.Conflict, "A dictionary with this key already exists");
    private static readonly Problem Protected = new(ProblemKind.Invalid, "The currency dictionary is protected");

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", ListAsync).Requires("dictionaries.view").WithSummary("List the dictionaries of the organization and of those above it");
        group.MapPost("", CreateAsync).Requires("dictionaries.manage").Creates().WithSummary("Create a dictionary");
        group.MapGet("/{dictionaryId:guid}", ReadAsync).Requires("dictionaries.view").WithSummary("Read a dictionary");
        group.MapPatch("/{dictionaryId:guid}", UpdateAsync).Requires("dictionaries.manage").WithSummary("Change a dictionary of the organization")
            .WithDescription("An inherited dictionary is not found here: only its own organization changes it.");
        group.MapDelete("/{dictionaryId:guid}", DeleteAsync).Requires("dictionaries.manage").WithSummary("Delete a dictionary of the organization");
    }

    private static async Task<Outcome<DictionaryItems>> ListAsync(
        [OneOf("true", "false", "1", "0", "yes", "no", InQuery = true, IgnoreCase = true)] string? includeInactive, DictionaryScope scope, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var all = includeInactive?.ToUpperInvariant() is "TRUE" or "1" or "YES";
        return new DictionaryItems(await (await scope.ReadableAsync(organization, cancellation)).AsNoTracking().Where(d => all || d.IsActive)
            .OrderBy(d => d.Name).ThenBy(d => d.Id).Select(DictionaryView.To(organization)).ToListAsync(cancellation));
    }

    private static async Task<Outcome<DictionaryView>> ReadAsync(Guid dictionaryId, DictionaryScope scope, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        return await (await scope.ReadableAsync(organization, cancellation)).AsNoTracking().Where(d => d.Id == dictionaryId)
            .Select(DictionaryView.To(organization)).SingleOrDefaultAsync(cancellation) is { } view
            ? view
            : DictionaryScope.NotFound;
    }

    private static async Task<Outcome<DictionaryView>> CreateAsync(
        NewDictionary input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.create", cancellation);
        var now = clock.Now();
        var row = new Dictionary
        {
            TenantId = db.Scope.TenantId, OrganizationId = organization, Key = input.Key!, Name = input.Name!.Trim(), Description = input.Description,
            IsSystem = input.Key == Dictionary.Currency, IsActive = input.IsActive ?? true, ManagerVisibility = input.ManagerVisibility ?? "default",
            CreatedAt = now, UpdatedAt = now,
        };
        db.Add(row);
        return await change.Describe("Create dictionary", Kind, row.Id).Raise($"{Kind}.created", new { id = row.Id }, organization)
            .CommitAsync(DictionaryView.Own(row), cancellation, _ => KeyTaken);
    }

    private static async Task<Outcome<DictionaryView>> UpdateAsync(
        Guid dictionaryId, DictionaryChange input, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.update", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } row)
        {
            return DictionaryScope.NotFound;
        }

        if (row.IsProtected && (input.Key ?? row.Key) != row.Key | input.IsActive == false)
        {
            return Protected;
        }

        row.Key = input.Key ?? row.Key;
        row.Name = input.Name?.Trim() ?? row.Name;
        row.Description = input.HasDescription ? input.Description : row.Description;
        row.IsActive = input.IsActive ?? row.IsActive;
        row.ManagerVisibility = input.ManagerVisibility ?? row.ManagerVisibility;
        row.UpdatedAt = clock.Now();
        return await change.Describe("Update dictionary", Kind, row.Id).Raise($"{Kind}.updated", new { id = row.Id }, organization)
            .CommitAsync(DictionaryView.Own(row), cancellation, _ => KeyTaken);
    }

    private static async Task<Outcome<Acknowledged>> DeleteAsync(
        Guid dictionaryId, DictionaryScope scope, PlatformDb db, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (scope.Organization is not { } organization)
        {
            return Problem.NoOrganization;
        }

        await using var change = await changes.BeginAsync("dictionaries.delete", cancellation);
        if (await scope.OwnAsync(organization, dictionaryId, cancellation) is not { } row)
        {
            return DictionaryScope.NotFound;
        }

        if (row.IsProtected)
        {
            return Protected;
        }

        row.DeletedAt = row.UpdatedAt = clock.Now();
        return await change.Describe("Delete dictionary", Kind, row.Id).Raise($"{Kind}.deleted", new { id = row.Id }, organization)
            .CommitAsync(new Acknowledged(), cancellation);
    }
}
