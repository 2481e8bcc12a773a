using System.Globalization;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.AuditLogs;

/// <summary>An action as the audit log shows it.</summary>
public sealed record ActionView(
    Guid Id, string CommandId, string? ActionLabel, string ActionType, string ExecutionState, Guid? ActorUserId, string? ActorUserName,
    Guid TenantId, string? TenantName, Guid? OrganizationId, string? OrganizationName, string? ResourceKind, string? ResourceId,
    string? ParentResourceKind, string? ParentResourceId, string? RelatedResourceKind, string? RelatedResourceId, Guid? UndoToken, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    JsonObject? SnapshotBefore, JsonObject? SnapshotAfter, JsonObject? Changes, JsonObject? Context);

public sealed record ActionPage(IReadOnlyList<ActionView> Items, bool CanViewTenant, int Page, int PageSize, long Total, long TotalPages);

/// <summary>The action to take back.</summary>
[ValidatableType]
public sealed record UndoRequest([property: Needed] string? UndoToken);

/// <summary>The action to do again; the caller's latest undone one when it is left out.</summary>
[ValidatableType]
public sealed record RedoRequest([property: Needed] string? LogId);

public sealed record Undone(bool Ok, Guid LogId);

public sealed record DoneAgain(bool Ok, Guid? LogId, Guid? UndoToken);

/// <summary>Actions: listed, exported, undone and done again.</summary>
internal static class ActionEndpoints
{
    private const int MaxExport = 1000;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/actions", List).Requires("audit_logs.view_self").WithSummary("List actions").TakesQuery(ActionQuery.Declared)
            .TakesQuery(("page", "Page, from 1"), ("pageSize", "Actions a page, up to 200; 50 unless given"), ("limit", "The same"), ("offset", "How many to skip, instead of a page"));
        group.MapGet("/actions/export", Export).Requires("audit_logs.view_self").WithSummary("Export actions as CSV").TakesQuery(ActionQuery.Declared)
            .TakesQuery(("limit", "At most so many, up to 1000"));
        group.MapPost("/actions/undo", Undo).Requires("audit_logs.undo_self").WithSummary("Undo an action")
            .WithDescription("Puts back every row that the action changed. Refused with 400 when the token is unknown, spent, or not the latest of its resource, and when somebody has changed the same values since.");
        group.MapPost("/actions/redo", Redo).Requires("audit_logs.redo_self").WithSummary("Do an undone action again");
    }

    private static async Task<Outcome<ActionPage>> List(PlatformDb db, UserTexts texts, Caller caller, Secrets secrets, HttpContext http, CancellationToken cancellation)
    {
        var found = ActionQuery.Find(db, caller, http.Request.Query, out var read);
        var sorted = ActionQuery.Sort(found, read);
        var size = read.Number("pageSize", 1, 200, read.Number("limit", 1, 1000, 50));
        var page = read.Number("page", 1, 1_000_000, 1);
        var offset = read.Number("offset", 0, int.MaxValue, (page - 1) * size);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var logs = await sorted.Skip(offset).Take(size).ToListAsync(cancellation);
        var total = offset == 0 && logs.Count < size ? logs.Count : await found.LongCountAsync(cancellation);
        return new ActionPage(await ViewsAsync(db, texts, secrets, logs, cancellation), caller.Has(ActionQuery.ViewOthers), page, size, total, (total + size - 1) / size);
    }

    private static async Task<IResult> Export(PlatformDb db, UserTexts texts, Caller caller, Secrets secrets, HttpContext http, CancellationToken cancellation)
    {
        var sorted = ActionQuery.Sort(ActionQuery.Find(db, caller, http.Request.Query, out var read), read);
        var limit = read.Number("limit", 1, MaxExport, MaxExport);
        if (read.Problem is { } problem)
        {
            return (Outcome<ActionPage>)problem;
        }

        var views = await ViewsAsync(db, texts, secrets, await sorted.Take(limit).ToListAsync(cancellation), cancellation);
        return Results.Text(Csv(views), "text/csv; charset=utf-8").Attached(http, "audit-logs.csv");
    }

    private static async Task<Outcome<Undone>> Undo(UndoRequest request, UndoRedo history, CancellationToken cancellation)
    {
        if (!Guid.TryParse(request.UndoToken, out var token))
        {
            return new Problem(ProblemKind.Invalid, "Undo token not available");
        }

        var undone = await history.UndoAsync(token, cancellation);
        return undone.Problem is { } problem ? problem : new Undone(true, undone.Value!.Id);
    }

    private static async Task<Outcome<DoneAgain>> Redo(RedoRequest request, UndoRedo history, CancellationToken cancellation)
    {
        if (!Guid.TryParse(request.LogId, out var id))
        {
            return new Problem(ProblemKind.Invalid, "Redo target not available");
        }

        var done = await history.RedoAsync(id, cancellation);
        return done.Problem is { } problem ? problem : new DoneAgain(true, done.Value!.Id, done.Value.UndoToken);
    }

    private static async Task<IReadOnlyList<ActionView>> ViewsAsync(PlatformDb db, UserTexts texts, Secrets secrets, List<ActionLog> logs, CancellationToken cancellation)
    {
        if (logs.Count == 0)
        {
            return [];
        }

        var vault = await secrets.OfTenantAsync(db, cancellation);
        var names = await Names.OfAsync(db, texts, logs.Select(l => l.ActorUserId), logs.Select(l => l.TenantId), logs.Select(l => l.OrganizationId), cancellation);
        return [.. logs.Select(l =>
        {
            var payload = ActionReader.Open(l, vault);
            return new ActionView(
                l.Id, l.Command, l.Label, l.ActionType, l.State, l.ActorUserId, Names.Of(names.Users, l.ActorUserId),
                l.TenantId, Names.Of(names.Tenants, l.TenantId), l.OrganizationId, Names.Of(names.Organizations, l.OrganizationId),
                l.ResourceKind, l.ResourceId, l.ParentResourceKind, l.ParentResourceId, l.RelatedResourceKind, l.RelatedResourceId, l.State == ActionLog.Done ? l.UndoToken : null, l.CreatedAt, l.UpdatedAt,
                payload.Before, payload.After, payload.Changes, l.History is null ? null : new JsonObject { ["historyAction"] = l.History });
        })];
    }

    private static string Csv(IEnumerable<ActionView> views)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });
        foreach (var name in (string[])["createdAt", "actorUserId", "actorUserName", "actionType", "commandId", "actionLabel", "executionState", "resourceKind", "resourceId", "organizationId", "changes"])
        {
            csv.WriteField(name);
        }

        csv.NextRecord();
        foreach (var view in views)
        {
            csv.WriteField(view.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            csv.WriteField(view.ActorUserId);
            csv.WriteField(view.ActorUserName);
            csv.WriteField(view.ActionType);
            csv.WriteField(view.CommandId);
            csv.WriteField(view.ActionLabel);
            csv.WriteField(view.ExecutionState);
            csv.WriteField(view.ResourceKind);
            csv.WriteField(view.ResourceId);
            csv.WriteField(view.OrganizationId);
            csv.WriteField(view.Changes?.ToJsonString());
            csv.NextRecord();
        }

        csv.Flush();
        return text.ToString();
    }

    private static IResult Attached(this IResult result, HttpContext http, string fileName)
    {
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        return result;
    }
}
