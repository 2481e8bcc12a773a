using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>Whom a task is for.</summary>
public sealed record TaskCustomer(Guid? Id, string? DisplayName, string? Kind);

/// <summary>A task with its customer.</summary>
public sealed record TaskView(
    string Id, string TodoId, string TodoSource, string? TodoTitle, bool TodoIsDone, int? TodoPriority, string? TodoSeverity, string? TodoDescription, DateTimeOffset? TodoDueAt,
    JsonElement? TodoCustomValues, Guid? TodoOrganizationId, Guid? OrganizationId, Guid TenantId, DateTimeOffset CreatedAt, string? ExternalHref, TaskCustomer Customer);

public sealed record TaskPage(IReadOnlyList<TaskView> Items, int Total, int Page, int PageSize, int TotalPages);

/// <summary>The tasks among the interactions, the newest first.</summary>
internal sealed class TaskList(InteractionResource interactions) : IOperationDocs
{
    public static readonly QueryParameter[] Declared = [QueryParameter.Flag("all", "true for one page with everything"), .. ListRequest.Declared];

    public const string Source = "customers:interaction";

    /// <summary>As many as <c>all</c> gives at once.</summary>
    private const int MostAtOnce = 5000;

    public async Task<Outcome<TaskPage>> ListAsync(CrudContext context, CancellationToken cancellation)
    {
        if (ListRequest.Of(context.Http.Request.Query, ListRequest.MaxPageSize, ListRequest.DefaultPageSize, out var problem) is not { } request)
        {
            return problem!;
        }

        var all = new QueryReader(context.Http.Request.Query).Flag("all");
        var (custom, hidden) = await interactions.ShapeAsync(context, cancellation);
        var (finder, rows, refused) = await interactions.FindAsync(context, Of(context), request, custom, hidden, cancellation);
        if (refused is not null)
        {
            return refused;
        }

        var (page, size) = all ? (1, MostAtOnce) : (request.Page, request.PageSize);
        var found = await rows.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Skip((page - 1) * size).Take(size).ToListAsync(cancellation);
        var total = page == 1 && found.Count < size ? found.Count : (int)await context.Totals.OfFoundAsync(
            context.Db, context.Caller, nameof(TaskList), context.Http.Request.Query, () => (finder.Counted ?? rows).LongCountAsync(cancellation), cancellation);
        context.Accesses.Record(context.Caller, interactions.Kind, [.. found.Select(i => i.Id)], AccessLog.ReadList, AccessFields.Of<TaskView>());
        return new TaskPage(await ShowAsync(context, found, cancellation), total, page, size, all ? 1 : (total + size - 1) / size);
    }

    /// <summary>The tasks that the caller sees; those of deleted customers wait for an undo, unseen.</summary>
    public static IQueryable<Interaction> Of(CrudContext context)
    {
        var customers = context.Db.Set<Customer>();
        return TimelineResource.Seen(context.Db, context.Caller).AsNoTracking().Where(i => i.InteractionType == Interaction.TaskType && customers.Any(c => c.Id == i.EntityId));
    }

    private static async Task<IReadOnlyList<TaskView>> ShowAsync(CrudContext context, List<Interaction> tasks, CancellationToken cancellation)
    {
        var ids = tasks.Select(t => t.EntityId).Distinct().ToList();
        var customers = await context.Db.Set<Customer>().AsNoTracking().Where(c => ids.Contains(c.Id))
            .Select(c => new TaskCustomer(c.Id, c.DisplayName, c.Kind)).ToDictionaryAsync(c => c.Id!.Value, cancellation);
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        return tasks.ConvertAll(t => new TaskView(
            t.Id.ToString(), t.Id.ToString(), t.Source is { Length: > 0 } source ? source : Source, vault.Read(t.Title), t.Status == Interaction.Done, t.Priority, t.Severity, vault.Read(t.Body), t.ScheduledAt,
            CustomValues.Open(t.Custom, vault) is { Count: > 0 } values ? JsonElement.Parse(values.ToJsonString()) : null, t.OrganizationId, t.OrganizationId, t.TenantId, t.CreatedAt, null,
            customers.TryGetValue(t.EntityId, out var customer) ? customer with { DisplayName = vault.Read(customer.DisplayName) } : new TaskCustomer(null, null, null)));
    }

    public void Describe(OpenApiOperation operation)
    {
        operation.Summary = "List tasks with their customers";
        operation.Description = $"The newest first. `search` looks for the beginnings of words in title and body, `entityId` keeps one customer's, `all` gives everything at once, up to {MostAtOnce}.";
        operation.Parameters ??= [];
        foreach (var (name, meaning) in new[] { ("page", "Page, from 1"), ("pageSize", "Tasks a page"), ("search", "Beginnings of words"), ("entityId", "The customer"), ("ids", "Up to 200 ids, comma-separated") })
        {
            operation.Parameters.Add(CrudDocs.Query(name, meaning));
        }
    }
}
