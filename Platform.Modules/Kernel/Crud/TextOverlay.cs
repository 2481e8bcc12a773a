using Platform.Kernel.Data;

namespace Platform.Kernel.Crud;

/// <summary>Knows what texts of records are in other languages.</summary>
internal interface ITextOverlay
{
    /// <returns>By record, its texts by field; records without any are left out.</returns>
    Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>>> OfAsync(
        PlatformDb db, Guid? organizationId, string entityId, string locale, IReadOnlyList<Guid> records, CancellationToken cancellation);
}
