using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Kernel.Search;

/// <summary>An entity whose records have documents in the index.</summary>
internal sealed record IndexedEntity(string EntityId, string Label);

/// <summary>Rows of one type that have documents in the index.</summary>
internal interface IIndexedRows
{
    Type RowType { get; }

    /// <summary>The entities that the rows are records of; none where they are not indexed after all.</summary>
    Task<IReadOnlyList<IndexedEntity>> EntitiesAsync(PlatformDb db, CancellationToken cancellation);

    /// <summary>Writes the documents of rows as they are in memory.</summary>
    Task IndexAsync(PlatformDb db, Secrets secrets, IReadOnlyList<object> rows, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Deletes the documents of rows.</summary>
    Task ForgetAsync(PlatformDb db, IReadOnlyList<object> rows, CancellationToken cancellation);

    /// <summary>Writes the documents of an entity's next records behind an id; tells the last of them and returns how many there were.</summary>
    Task<int> IndexNextAsync(PlatformDb db, Secrets secrets, string entityId, Guid after, DateTimeOffset now, Action<Guid> last, CancellationToken cancellation);

    /// <summary>How many records of an entity the tenant has, in all its organizations.</summary>
    Task<long> CountAsync(PlatformDb db, string entityId, CancellationToken cancellation);
}
