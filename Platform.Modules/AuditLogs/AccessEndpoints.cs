using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.AuditLogs;

/// <summary>One resource that somebody saw.</summary>
/// <param name="Fields">Names of what was shown of it.</param>
/// <param name="Context">Where it was asked for: <c>path</c>, the names of the parameters as <c>queryKeys</c>, and how many resources the answer showed as <c>resultCount</c>.</param>
public sealed record AccessView(
    Guid Id, string ResourceKind, string ResourceId, string AccessType, Guid? ActorUserId, string? ActorUserName, Guid TenantId, string? TenantName,
    Guid? OrganizationId, string? OrganizationName, IReadOnlyList<string> Fields, JsonObject? Context, DateTimeOffset CreatedAt);

public sealed record AccessPage(IReadOnlyList<AccessView> Items, bool CanViewTenant, int Page, int PageSize, long Total, long TotalPages);

/// <summary>Who saw what.</summary>
internal static class AccessEndpoints
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/access", List).Requires("audit_logs.view_self").WithSummary("List accesses")
        .WithDescription("One entry for every resource that an answer showed. Entries appear within a second, and are kept for seven days.");

    private static async Task<Outcome<AccessPage>> List(PlatformDb db, UserTexts texts, Caller caller, HttpContext http, CancellationToken cancellation)
    {
        var read = new QueryReader(http.Request.Query);
        var found = Find(db, caller, read);
        var size = read.Number("pageSize", 1, 200, read.Number("limit", 1, 200, 50));
        var page = read.Number("page", 1, 1_000_000, 1);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        // An answer is one row with all the ids that it showed; here each id is an entry.
        var entries = found.SelectMany(a => a.ResourceIds, (a, id) => new { a, id });
        var items = await entries.OrderByDescending(e => e.a.CreatedAt).ThenByDescending(e => e.a.Id).ThenBy(e => e.id)
            .Skip((page - 1) * size).Take(size).ToListAsync(cancellation);
        var total = page == 1 && items.Count < size ? items.Count : await entries.LongCountAsync(cancellation);
        var names = await Names.OfAsync(db, texts, items.Select(e => e.a.ActorUserId), items.Select(e => e.a.TenantId), items.Select(e => e.a.OrganizationId), cancellation);
        return new AccessPage(
            [.. items.Select(e => new AccessView(
                EntryId(e.a.Id, e.id), e.a.ResourceKind, e.id == AccessLog.All ? "*" : e.id.ToString(), e.a.AccessType, e.a.ActorUserId, Names.Of(names.Users, e.a.ActorUserId), e.a.TenantId,
                Names.Of(names.Tenants, e.a.TenantId), e.a.OrganizationId, Names.Of(names.Organizations, e.a.OrganizationId), e.a.Fields, ContextOf(e.a), e.a.CreatedAt))],
            caller.Has(ActionQuery.ViewOthers), page, size, total, (total + size - 1) / size);
    }

    /// <summary>One of its own for each entry of an answer, and always the same.</summary>
    private static Guid EntryId(Guid log, Guid resource)
    {
        Span<byte> both = stackalloc byte[32];
        log.TryWriteBytes(both, bigEndian: true, out _);
        resource.TryWriteBytes(both[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(both, hash);

        // RFC 9562: version 8 is for ids made in a way of one's own.
        (hash[6], hash[8]) = ((byte)(0x80 | (hash[6] & 0x0F)), (byte)(0x80 | (hash[8] & 0x3F)));
        return new Guid(hash[..16], bigEndian: true);
    }

    private static JsonObject ContextOf(AccessLog log) => new()
    {
        ["path"] = log.Path, ["queryKeys"] = new JsonArray([.. log.Parameters.Select(p => (JsonNode)p)]), ["resultCount"] = log.ResourceIds.Length,
    };

    private static IQueryable<AccessLog> Find(PlatformDb db, Caller caller, QueryReader read)
    {
        var rows = db.Set<AccessLog>().AsNoTracking();
        var actor = read.Id("actorUserId");
        if (!caller.Has(ActionQuery.ViewOthers))
        {
            rows = rows.Where(a => a.ActorUserId == caller.UserId && a.ApiKeyId == caller.ApiKeyId);
        }
        else if (actor is not null)
        {
            rows = rows.Where(a => a.ActorUserId == actor);
        }

        if (caller.Organizations is { } organizations)
        {
            rows = rows.Where(a => a.OrganizationId == null || organizations.Contains(a.OrganizationId.Value));
        }

        if (read.Id("organizationId") is { } organization)
        {
            rows = rows.Where(a => a.OrganizationId == organization);
        }

        if (read.Text("resourceKind") is { } kind)
        {
            rows = rows.Where(a => a.ResourceKind == kind);
        }

        if (read.Text("accessType") is { } type)
        {
            rows = rows.Where(a => a.AccessType == type);
        }

        if (read.Time("before") is { } before)
        {
            rows = rows.Where(a => a.CreatedAt < before);
        }

        return read.Time("after") is { } after ? rows.Where(a => a.CreatedAt > after) : rows;
    }
}
