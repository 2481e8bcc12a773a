using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Entities.Definitions;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Entities.Custom;

/// <summary>An entity and how many fields it has.</summary>
/// <param name="Source"><c>code</c> for the platform's own, <c>custom</c> for the tenant's.</param>
public sealed record EntityView(
    string EntityId, string Source, string Label, string? Description, string? LabelField, string? DefaultEditor, bool ShowInSidebar, bool AccessRestricted, int Count);

public sealed record EntityList(IReadOnlyList<EntityView> Items);

/// <summary>A custom entity to create or change.</summary>
[ValidatableType]
public sealed record EntityInput(
    [property: Needed, Text(1, 100)] string? EntityId,
    [property: Needed, Text(1, 200)] string? Label,
    [property: Text(0, 2000, Lines = true)] string? Description,
    [property: Text(0, 100)] string? LabelField,
    [property: Text(0, 50)] string? DefaultEditor,
    bool? ShowInSidebar,
    bool? AccessRestricted,
    bool? IsActive);

/// <summary>Names an entity.</summary>
[ValidatableType]
public sealed record EntityRef([property: Needed, Text(1, 100)] string? EntityId);

public sealed record SavedEntity(Guid Id, string EntityId, string Label);

public sealed record SavedItem<T>(bool Ok, T Item);

public sealed record SidebarEntity(string EntityId, string Label, string Href);

public sealed record SidebarList(IReadOnlyList<SidebarEntity> Items);

/// <summary>Entities: the platform's own and the tenant's.</summary>
internal static class EntityEndpoints
{
    private const string Kind = "entities.entity";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/entities", List).WithSummary("List entities")
            .WithDescription("The platform's own entities and those that the tenant has made up, each with the number of its custom fields.");
        group.MapPost("/entities", Save).Requires("entities.definitions.manage").WithSummary("Create or change a custom entity")
            .WithDescription("The records of an entity with `accessRestricted` are for whoever holds the feature `entities.records.<module>.<entity>`, or may define entities.");
        group.MapDelete("/entities", Remove).Requires("entities.definitions.manage").WithSummary("Remove a custom entity")
            .WithDescription("Its records stay, and are seen again when the entity is saved again.");
        group.MapGet("/sidebar-entities", Sidebar).WithSummary("List custom entities for the sidebar");
    }

    private static async Task<Outcome<EntityList>> List(PlatformDb db, Caller caller, IEnumerable<IResource> resources, CancellationToken cancellation)
    {
        var own = await InForceAsync(db, caller, cancellation);
        var fields = (await db.Set<CustomFieldDefinition>().AsNoTracking().Where(d => d.OrganizationId == null || d.OrganizationId == caller.OrganizationId).ToListAsync(cancellation))
            .GroupBy(d => d.EntityId).ToDictionary(g => g.Key, g => CustomFieldCatalog.InForce(g, caller.OrganizationId).Count(d => d.DeletedAt is null && d.IsActive), StringComparer.Ordinal);
        var system = SystemEntities.Of(resources).Where(s => own.All(e => e.EntityId != s.EntityId))
            .Select(s => new EntityView(s.EntityId, "code", s.Label, null, null, null, false, false, fields.GetValueOrDefault(s.EntityId)));
        var custom = own.Select(e => new EntityView(
            e.EntityId, SystemEntities.Of(resources).Any(s => s.EntityId == e.EntityId) ? "code" : "custom", e.Label, e.Description, e.LabelField,
            e.DefaultEditor, e.ShowInSidebar, e.AccessRestricted, fields.GetValueOrDefault(e.EntityId)));
        return new EntityList([.. system.Concat(custom).OrderBy(e => e.EntityId, StringComparer.Ordinal)]);
    }

    private static async Task<Outcome<SidebarList>> Sidebar(PlatformDb db, Caller caller, CancellationToken cancellation) =>
        new SidebarList([.. (await InForceAsync(db, caller, cancellation)).Where(e => e.ShowInSidebar).OrderBy(e => e.Label, SortOrder.People)
            .Select(e => new SidebarEntity(e.EntityId, e.Label, $"/backend/entities/user/{Uri.EscapeDataString(e.EntityId)}/records"))]);

    private static async Task<Outcome<SavedItem<SavedEntity>>> Save(EntityInput input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        if (!EntityNames.IsEntityId(input.EntityId))
        {
            return EntityNames.Invalid("entityId", "must look like module:entity, in lower case");
        }

        // Two who save it, or its sets of fields, for the first time must not both insert it.
        await using var change = await changes.BeginAsync("entities.entities.save", cancellation, DefinitionEndpoints.Lock(caller, input.EntityId!));
        var entity = await Find(db, input.EntityId!, caller).ForUpdate().SingleOrDefaultAsync(cancellation);
        var now = clock.Now();
        if (entity is null)
        {
            entity = new CustomEntity
            {
                TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, EntityId = input.EntityId!, Label = input.Label!, CreatedAt = now,
            };
            db.Add(entity);
        }

        entity.Label = input.Label!;
        entity.Description = input.Description ?? entity.Description;
        entity.LabelField = input.LabelField ?? entity.LabelField;
        entity.DefaultEditor = input.DefaultEditor ?? entity.DefaultEditor;
        entity.ShowInSidebar = input.ShowInSidebar ?? entity.ShowInSidebar;
        entity.AccessRestricted = input.AccessRestricted ?? entity.AccessRestricted;
        (entity.IsActive, entity.DeletedAt, entity.UpdatedAt) = (input.IsActive ?? true, null, now);
        return await change.Describe("Save entity", Kind, entity.Id)
            .CommitAsync(new SavedItem<SavedEntity>(true, new SavedEntity(entity.Id, entity.EntityId, entity.Label)), cancellation);
    }

    private static async Task<Outcome<OkAnswer>> Remove(
        [Microsoft.AspNetCore.Mvc.FromBody] EntityRef input, PlatformDb db, Caller caller, Changes changes, TimeProvider clock, CancellationToken cancellation)
    {
        await using var change = await changes.BeginAsync("entities.entities.delete", cancellation);
        if (await Find(db, input.EntityId!, caller).ForUpdate().SingleOrDefaultAsync(cancellation) is not { DeletedAt: null } entity)
        {
            return Problem.NotFound("Entity");
        }

        (entity.IsActive, entity.DeletedAt, entity.UpdatedAt) = (false, clock.Now(), clock.Now());
        return await change.Describe("Delete entity", Kind, entity.Id).CommitAsync(OkAnswer.Value, cancellation);
    }

    private static IQueryable<CustomEntity> Find(PlatformDb db, string entityId, Caller caller) =>
        db.Set<CustomEntity>().Where(e => e.EntityId == entityId && e.OrganizationId == caller.OrganizationId);

    internal static async Task<List<CustomEntity>> InForceAsync(PlatformDb db, Caller caller, CancellationToken cancellation) =>
        [.. (await db.Set<CustomEntity>().AsNoTracking().Where(e => e.OrganizationId == null || e.OrganizationId == caller.OrganizationId).ToListAsync(cancellation))
            .GroupBy(e => e.EntityId).Select(g => CustomEntity.InForce(g, caller.OrganizationId)).OfType<CustomEntity>().Where(e => e.DeletedAt is null && e.IsActive)];
}

/// <summary>The entities that the platform itself brings: its resources that take custom fields.</summary>
internal static class SystemEntities
{
    public static IReadOnlyList<(string EntityId, string Label)> Of(IEnumerable<IResource> resources) =>
        [.. resources.Where(r => r.RowType.IsAssignableTo(typeof(ICustomized))).Select(r => (r.EntityId, r.Label))];
}
