using Microsoft.AspNetCore.Http;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Crud;

/// <summary>What a request to a resource works with.</summary>
internal sealed record CrudContext(
    PlatformDb Db, Caller Caller, Changes Changes, CustomFieldCatalog Catalog, Secrets Secrets, AccessRecorder Accesses, ExportSlots Exports, Totals Totals, IndexReader Index, IEnumerable<ITextOverlay> Overlays, TimeProvider Clock, IHttpContextAccessor Accessor)
{
    public HttpContext Http => Accessor.HttpContext!;
}
