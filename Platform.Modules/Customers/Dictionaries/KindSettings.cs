using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;
using Platform.Directory.Contracts;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Dictionaries;

/// <summary>How a kind of choices is offered.</summary>
/// <param name="SelectionMode"><c>single</c> or <c>multi</c>.</param>
public sealed record KindSettingView(Guid Id, string Kind, string SelectionMode, bool VisibleInTags, int SortOrder)
{
    internal static KindSettingView Of(KindSetting row) => new(row.Id, row.Kind, row.SelectionMode, row.VisibleInTags, row.SortOrder);
}

public sealed record KindSettingItems(IReadOnlyList<KindSettingView> Items);

/// <summary>Settings of a kind; what is left out stays.</summary>
[ValidatableType]
public sealed record KindSettingChange(
    [property: Needed, Text(1, Limits.Slug)] string? Kind,
    [property: OneOf("single", "multi")] string? SelectionMode,
    bool? VisibleInTags,
    [property: Range(0, 1_000_000)] int? SortOrder);

/// <summary>How kinds of choices are offered in an organization; what it has not set, it has from those above.</summary>
internal static class KindSettings
{
    private const string Resource = "customers.dictionary_kind";

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/dictionaries/kind-settings");
        group.MapGet("", List).Requires("customers.people.view").WithSummary("List how kinds of choices are offered");
        group.MapPatch("", Change).Requires("customers.settings.manage").WithSummary("Say how a kind of choices is offered");
    }

    private static async Task<Outcome<KindSettingItems>> List(CrudContext context, OrganizationLines lines, CancellationToken cancellation)
    {
        if (context.Caller.OrganizationId is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var line = await lines.UpAsync(organization, cancellation);
        var rows = await context.Db.Set<KindSetting>().AsNoTracking().Where(s => line.Contains(s.OrganizationId)).ToListAsync(cancellation);
        return new KindSettingItems(
        [
            .. rows.GroupBy(s => s.Kind, StringComparer.Ordinal).Select(same => same.MinBy(s => line.IndexOf(s.OrganizationId))!)
                .OrderBy(s => s.SortOrder).ThenBy(s => s.Kind, StringComparer.Ordinal).Select(KindSettingView.Of),
        ]);
    }

    private static async Task<Outcome<KindSettingView>> Change(KindSettingChange input, CrudContext context, CancellationToken cancellation)
    {
        if (ChoiceKinds.Of(input.Kind!) is not { } kind)
        {
            return Problem.OfField("kind", Slugs.Expected);
        }

        if (context.Caller.OrganizationId is not { } organization)
        {
            return Problem.NoOrganization;
        }

        var db = context.Db;
        await using var change = await context.Changes.BeginAsync("customers.dictionary_kinds.update", cancellation);
        var row = await db.Set<KindSetting>().Where(s => s.OrganizationId == organization && s.Kind == kind).ForUpdate().SingleOrDefaultAsync(cancellation);
        if (row is null)
        {
            row = new KindSetting { TenantId = context.Caller.TenantId, OrganizationId = organization, Kind = kind };
            db.Add(row);
        }

        row.SelectionMode = input.SelectionMode ?? row.SelectionMode;
        row.VisibleInTags = input.VisibleInTags ?? row.VisibleInTags;
        row.SortOrder = input.SortOrder ?? row.SortOrder;
        row.UpdatedAt = context.Clock.Now();
        return await change.Describe("Change settings of dictionary kind", Resource, row.Id).Raise(new DomainEvent($"{Resource}.updated", organization, new { id = row.Id, kind }))
            .CommitAsync(KindSettingView.Of(row), cancellation, _ => new Problem(ProblemKind.Conflict, "The settings have been changed meanwhile"));
    }
}
