using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>The features that a resource's operations take.</summary>
internal sealed record CrudAccess(string View, string Create, string Update, string Delete)
{
    public CrudAccess(string view, string manage) : this(view, manage, manage, manage)
    {
    }
}

/// <summary>What the kit knows of a resource without its type.</summary>
internal interface IResource : IIndexedRows, IChangeRule
{
    new Type RowType { get; }

    /// <summary>Such as <c>auth.user</c>: names it in the audit log and its events.</summary>
    string Kind { get; }

    /// <summary>The name under which tenants define fields for it: <c>auth:user</c>.</summary>
    string EntityId { get; }

    /// <summary>What people call one of its rows.</summary>
    string Label { get; }

    /// <summary>The fields that a tenant may have encrypted; the maps of a new tenant name them all.</summary>
    IReadOnlyList<string> EncryptableFields { get; }

    /// <summary>Seals in rows what the maps in force name.</summary>
    /// <param name="organizationId">Whose map it is where a row is of no organization.</param>
    Task SealAsync(PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, IReadOnlyList<object> rows, Guid? organizationId, CancellationToken cancellation);

    /// <summary>Brings the next rows behind an id in line with the map in force: seals what it names, opens what it does not.</summary>
    Task<int> SealNextAsync(PlatformDb db, Secrets secrets, CustomFieldCatalog catalog, Guid? organizationId, Guid after, Action<Guid> last, CancellationToken cancellation);
}

/// <summary>A table served as a list, and POST, PUT and DELETE on the same path.</summary>
/// <param name="kind">Such as <c>auth.user</c>.</param>
/// <param name="label">The same for people: <c>User</c>.</param>
internal abstract partial class Resource<T>(string kind, string label, CrudAccess access) : IMappedResource where T : class, IRow
{
    private Fields<T>? described;

    public string Kind => kind;

    public string EntityId { get; init; } = kind.Replace('.', ':');

    public Type RowType => typeof(T);

    protected virtual int MaxPageSize => ListRequest.MaxPageSize;

    protected virtual int DefaultPageSize => ListRequest.DefaultPageSize;

    protected Fields<T> Fields
    {
        get
        {
            if (described is null)
            {
                var fields = new Fields<T>();
                Describe(fields);
                described = fields;
            }

            return described;
        }
    }

    protected abstract void Describe(Fields<T> fields);

    /// <summary>The rows that the resource serves, where it is not the whole table.</summary>
    protected virtual IQueryable<T> Rows(CrudContext context) => context.Db.Set<T>();

    /// <summary>The rows that lists are made of, where they are more than those that can be written.</summary>
    /// <param name="hidden">Fields that are ciphertext: their words are looked up by the context of the request.</param>
    protected virtual IQueryable<T> Listed(CrudContext context, IReadOnlyList<Field<T>> hidden) => Rows(context);

    /// <summary>Whether a row takes the organization of what it belongs to, which <see cref="BeforeAsync"/> finds out.</summary>
    protected virtual bool IsPlacedByOwner => false;

    /// <summary>The advisory locks that a write begins with.</summary>
    protected virtual IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [];

    /// <summary>What a write locks before it reads its row, where that is more than the row.</summary>
    /// <param name="id">The row; null for a new one.</param>
    /// <param name="body">What the client sent, unchecked.</param>
    protected virtual Task LockAsync(CrudContext context, Guid? id, JsonElement body, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether the caller sees whatever others in the same organizations see, and every change of the rows is an action: then they are counted once, not on every request.</summary>
    protected virtual bool KeepsTotal(CrudContext context) => false;

    /// <summary>Whether <c>search</c> goes by the beginnings of words, which the index answers however many rows there are; otherwise by any part of the text.</summary>
    protected virtual bool SearchesByWords => false;

    /// <summary>What <c>search</c> finds besides what the rows themselves say; null for nothing.</summary>
    protected virtual Task<Expression<Func<T, bool>>?> SearchMoreAsync(CrudContext context, string search, CancellationToken cancellation) =>
        Task.FromResult<Expression<Func<T, bool>>?>(null);

    /// <summary>Rules of the row itself, which every change of it keeps: the kit's, other verbs', undo and redo. May bring further rows in line.</summary>
    protected virtual Task<Problem?> CheckAsync(PendingRow<T> pending, CancellationToken cancellation) => Task.FromResult<Problem?>(null);

    /// <summary>What becomes of the inputs of a request, and rules about them: runs before a create, update or delete is saved, with the row as it will be.</summary>
    protected virtual Task<Problem?> BeforeAsync(Write<T> write, CancellationToken cancellation) => Task.FromResult<Problem?>(null);

    /// <summary>Under which records the row's actions appear, too; null where it stands for itself.</summary>
    protected virtual Task<Belonging?> BelongsAsync(Write<T> write, CancellationToken cancellation) => Task.FromResult<Belonging?>(null);

    /// <summary>What a broken unique index means.</summary>
    protected virtual Problem? OnDuplicate(string constraint) => null;

    /// <summary>Members of a list besides items and paging.</summary>
    protected virtual void WriteListMembers(Utf8JsonWriter json, CrudContext context)
    {
    }

    protected virtual void WriteCreated(Utf8JsonWriter json, Write<T> write) => json.WriteString("id", write.Row.Id);

    protected virtual void WriteUpdated(Utf8JsonWriter json, Write<T> write) => json.WriteBoolean("ok", true);

    protected virtual void WriteDeleted(Utf8JsonWriter json, Write<T> write) => json.WriteBoolean("ok", true);

    /// <summary>Maps the four operations.</summary>
    public void Map(IEndpointRouteBuilder routes, string path)
    {
        // Held as Delegate because the route analyzer fails on handlers of generic types.
        Delegate list = ListAsync;
        routes.MapGet(path, list).Requires(access.View).OnOneConnection().WithMetadata(this).TakesQuery(ListRequest.Declared)
            .TakesQuery([.. Fields.All.Where(f => f is { IsFiltered: true, Choices: not null }).Select(f => QueryParameter.AnyOf(f.Name, "Keeps the rows with one of these values", f.Choices!))])
            .Describes(new ListDocs<T>(this, Fields));
        MapWrites(routes, path);
    }

    /// <summary>Maps create, update and delete, where the list is another.</summary>
    protected void MapWrites(IEndpointRouteBuilder routes, string path)
    {
        Delegate create = CreateAsync, update = UpdateAsync, delete = DeleteAsync;
        routes.MapPost(path, create).Requires(access.Create).Creates().WithMetadata(this).Describes(new WriteDocs<T>(this, Fields, WriteKind.Create));
        routes.MapPut(path, update).Requires(access.Update).WithMetadata(this).Describes(new WriteDocs<T>(this, Fields, WriteKind.Update));
        routes.MapDelete(path, delete).Requires(access.Delete).WithMetadata(this).Describes(new WriteDocs<T>(this, Fields, WriteKind.Delete));
    }

    private static bool IsCustomized => typeof(T).IsAssignableTo(typeof(ICustomized));

    public string Label => label;

    internal string Module => kind[..kind.IndexOf('.', StringComparison.Ordinal)];

}

internal static class ResourceServices
{
    /// <summary>Registers a resource: both hosts know what it consists of, Api serves it where its module maps it.</summary>
    public static IServiceCollection AddResource<TResource>(this IServiceCollection services) where TResource : class, IResource
    {
        services.AddSingleton<TResource>();
        services.AddSingleton<IIndexedRows>(s => s.GetRequiredService<TResource>());
        services.AddSingleton<IChangeRule>(s => s.GetRequiredService<TResource>());
        return services.AddSingleton<IResource>(s => s.GetRequiredService<TResource>());
    }

    /// <summary>Serves a registered resource on a path.</summary>
    public static void MapResource<TResource>(this IEndpointRouteBuilder routes, string path) where TResource : class, IMappedResource =>
        routes.ServiceProvider.GetRequiredService<TResource>().Map(routes, path);
}

/// <summary>A resource that can be served.</summary>
internal interface IMappedResource : IResource
{
    void Map(IEndpointRouteBuilder routes, string path);
}
