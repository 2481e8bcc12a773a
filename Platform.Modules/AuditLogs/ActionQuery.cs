using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.AuditLogs;

/// <summary>Which actions a caller asks for, as far as he may see them.</summary>
internal static class ActionQuery
{
    public const string ViewOthers = "audit_logs.view_tenant";
    private static readonly string[] Types = ["create", "edit", "delete", "assign"];

    /// <summary>What the list and the export are narrowed and sorted by.</summary>
    public static readonly QueryParameter[] Declared =
    [
        new("resourceKind", "Such as `customers.person`"), new("resourceId", "The resource"), QueryParameter.Flag("includeRelated", "true for what was done to its parts, too"),
        QueryParameter.AnyOf("actionType", "Only of these types", Types), new("fieldName", "Only what changed one of these fields"),
        new("actorUserId", "Only of these users, with the right to see others' actions") { Format = "uuid" }, QueryParameter.Id("organizationId", "Only of this organization"),
        QueryParameter.Flag("undoableOnly", "true for what can be undone"), QueryParameter.Time("before", "Only before this time"), QueryParameter.Time("after", "Only after this time"),
        QueryParameter.OneOf("sortField", "`createdAt` unless given", "createdAt", "user", "action", "field", "source"),
        QueryParameter.OneOf("sortDir", "`desc` unless given", "asc", "desc") with { IgnoresCase = true },
    ];

    public static IQueryable<ActionLog> Find(PlatformDb db, Caller caller, IQueryCollection query, out QueryReader read)
    {
        read = new QueryReader(query);
        var rows = db.Set<ActionLog>().AsNoTracking();
        rows = Seen(rows, caller, read);
        if (read.Text("resourceKind") is { } kind)
        {
            rows = WithRelated(rows, kind, read.Text("resourceId"), read.Flag("includeRelated"));
        }
        else if (read.Text("resourceId") is { } id)
        {
            rows = read.Flag("includeRelated") ? rows.Where(a => a.ResourceId == id || a.ParentResourceId == id || a.RelatedResourceId == id) : rows.Where(a => a.ResourceId == id);
        }

        if (read.Words("actionType", Types) is { } types)
        {
            rows = rows.Where(a => types.Contains(a.ActionType));
        }

        if (read.Words("fieldName") is { } fields)
        {
            rows = rows.Where(a => a.ChangedFields.Any(f => fields.Contains(f)));
        }

        if (read.Flag("undoableOnly"))
        {
            rows = rows.Where(a => a.UndoToken != null);
        }

        if (read.Time("before") is { } before)
        {
            rows = rows.Where(a => a.CreatedAt < before);
        }

        return read.Time("after") is { } after ? rows.Where(a => a.CreatedAt > after) : rows;
    }

    public static IQueryable<ActionLog> Sort(IQueryable<ActionLog> rows, QueryReader read)
    {
        var descending = read.Text("sortDir")?.Equals("asc", StringComparison.OrdinalIgnoreCase) != true;
        return read.Text("sortField") switch
        {
            null or "createdAt" => By(a => a.CreatedAt),
            "user" => By(a => a.ActorUserId),
            "action" => By(a => a.ActionType),
            "field" => By(a => a.ChangedFields.Count > 0 ? a.ChangedFields[0] : null),
            "source" => By(a => a.Command),
            var unknown => throw new InvalidOperationException($"{unknown} is no order."),
        };

        IQueryable<ActionLog> By<TKey>(Expression<Func<ActionLog, TKey>> key) =>
            descending ? rows.OrderByDescending(key).ThenByDescending(a => a.Id) : rows.OrderBy(key).ThenBy(a => a.Id);
    }

    /// <summary>Without the right to see others' actions, only one's own; always only of organizations that the caller sees.</summary>
    private static IQueryable<ActionLog> Seen(IQueryable<ActionLog> rows, Caller caller, QueryReader read)
    {
        var actors = read.Ids("actorUserId");
        if (!caller.Has(ViewOthers))
        {
            rows = rows.Where(a => a.ActorUserId == caller.UserId && a.ApiKeyId == caller.ApiKeyId);
        }
        else if (actors is not null)
        {
            rows = rows.Where(a => a.ActorUserId != null && actors.Contains(a.ActorUserId.Value));
        }

        if (caller.Organizations is { } organizations)
        {
            rows = rows.Where(a => a.OrganizationId == null || organizations.Contains(a.OrganizationId.Value));
        }

        return read.Id("organizationId") is { } organization ? rows.Where(a => a.OrganizationId == organization) : rows;
    }

    private static IQueryable<ActionLog> WithRelated(IQueryable<ActionLog> rows, string kind, string? id, bool related) => (id, related) switch
    {
        (null, false) => rows.Where(a => a.ResourceKind == kind),
        (null, true) => rows.Where(a => a.ResourceKind == kind || a.ParentResourceKind == kind || a.RelatedResourceKind == kind),
        (_, false) => rows.Where(a => a.ResourceKind == kind && a.ResourceId == id),
        _ => rows.Where(a => (a.ResourceKind == kind && a.ResourceId == id) || (a.ParentResourceKind == kind && a.ParentResourceId == id)
            || (a.RelatedResourceKind == kind && a.RelatedResourceId == id)),
    };
}
