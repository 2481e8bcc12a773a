using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Customers.Comments;
using Platform.Customers.Deals;
using Platform.Customers.Interactions;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Identity;
using Platform.Kernel.Security;

namespace Platform.Customers.Details;

/// <summary>Everything about a customer that a client asked for, as people read it.</summary>
internal sealed record Related(
    IReadOnlyList<AddressView> Addresses, IReadOnlyList<CommentView> Comments, IReadOnlyList<ActivityView> Activities, IReadOnlyList<InteractionView> Interactions,
    IReadOnlyList<DealView> Deals, IReadOnlyList<TodoView> Todos, RelatedCounts Counts)
{
    /// <summary>A comma-separated list of sorts; names that are none are passed over.</summary>
    public const string Parameter = "include";
    public const string Notes = "customers.activities.view";
    public const string TimelineView = "customers.interactions.view";
    public const string DealsView = "customers.deals.view";

    public static bool Asks(CrudContext context, string sort) =>
        context.Http.Request.Query[Parameter].SelectMany(t => ValueList.First(t ?? "")).Contains(sort, StringComparer.OrdinalIgnoreCase);

    /// <remarks>A sort that the caller would not see in its own list is left empty.</remarks>
    public static async Task<Related> LoadAsync(CrudContext context, Guid customer, CancellationToken cancellation)
    {
        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var rows = new RelatedRows(context.Db, context.Caller, customer);
        var addresses = Shows("addresses", Notes) ? await rows.AddressesAsync(cancellation) : [];
        var comments = Shows("comments", Notes) ? await rows.CommentsAsync(cancellation) : [];
        var activities = Shows("activities", TimelineView) ? await rows.ActivitiesAsync(cancellation) : [];
        var interactions = Shows("interactions", TimelineView) ? await rows.InteractionsAsync(cancellation) : [];
        var todos = Shows("todos", TimelineView) ? await rows.TodosAsync(cancellation) : [];
        var deals = Shows("deals", DealsView) ? await rows.DealsAsync(cancellation) : [];
        var authors = await AuthorsAsync(context, [.. comments.Select(c => c.AuthorUserId), .. activities.Concat(interactions).Select(i => i.AuthorUserId)], cancellation);
        var titles = interactions.Exists(i => i.DealId is not null) && context.Caller.Has(DealsView) ? await rows.DealTitlesAsync(interactions.Select(i => i.DealId), cancellation) : [];
        return new Related(
            addresses.ConvertAll(a => AddressView.Of(a, secrets)), comments.ConvertAll(c => View(c, Author(c.AuthorUserId), secrets)),
            activities.ConvertAll(i => AsActivity(i, Author(i.AuthorUserId), secrets)),
            interactions.ConvertAll(i => View(i, Author(i.AuthorUserId), i.DealId is { } deal ? secrets.Read(titles.GetValueOrDefault(deal)) : null, secrets)),
            deals.ConvertAll(d => View(d, secrets)), todos.ConvertAll(i => AsTodo(i, secrets)), await rows.CountAsync(cancellation));

        bool Shows(string sort, string feature) => Asks(context, sort) && context.Caller.Has(feature);

        KnownUser? Author(Guid? user) => user is { } id ? authors.GetValueOrDefault(id) : null;
    }

    private static Task<IReadOnlyDictionary<Guid, KnownUser>> AuthorsAsync(CrudContext context, IReadOnlyList<Guid?> users, CancellationToken cancellation) =>
        context.Http.RequestServices.GetRequiredService<UserTexts>().OfAsync(context.Db, [.. users.OfType<Guid>().Distinct()], cancellation);

    private static CommentView View(Comment c, KnownUser? author, TenantSecrets secrets) => new(
        c.Id, secrets.Read(c.Body), c.AuthorUserId, author?.Name, author?.Email, c.DealId, c.CreatedAt, c.AppearanceIcon, c.AppearanceColor);

    private static ActivityView AsActivity(Interaction i, KnownUser? author, TenantSecrets secrets) => new(
        i.Id, i.InteractionType, secrets.Read(i.Title), secrets.Read(i.Body), i.OccurredAt ?? i.ScheduledAt, i.DealId, i.AuthorUserId, author?.Name, author?.Email,
        i.CreatedAt, i.AppearanceIcon, i.AppearanceColor);

    private static InteractionView View(Interaction i, KnownUser? author, string? dealTitle, TenantSecrets secrets) => new(
        i.Id, i.EntityId, i.InteractionType, secrets.Read(i.Title), secrets.Read(i.Body), i.Status, i.ScheduledAt, i.OccurredAt, i.Priority,
        i.AuthorUserId, i.OwnerUserId, i.DealId, i.OrganizationId, i.TenantId, author?.Name, author?.Email, dealTitle, CustomValues.Open(i.Custom, secrets),
        i.AppearanceIcon, i.AppearanceColor, i.Source, i.CreatedAt, i.UpdatedAt);

    private static TodoView AsTodo(Interaction i, TenantSecrets secrets) => new(
        i.Id, i.Id, i.Source ?? "customers:interaction", i.CreatedAt, i.AuthorUserId, secrets.Read(i.Title), i.Status == Interaction.Done, i.Priority, i.Severity,
        secrets.Read(i.Body), i.ScheduledAt, i.OrganizationId, CustomValues.Open(i.Custom, secrets));

    private static DealView View(Deal d, TenantSecrets secrets) => new(
        d.Id, secrets.Read(d.Title), d.Status, d.PipelineStage, FieldType.AmountText(d.ValueAmount), d.ValueCurrency, d.Probability, d.ExpectedCloseAt, d.OwnerUserId,
        d.Source, d.ClosureOutcome, d.LossReasonId, secrets.Read(d.LossNotes), d.CreatedAt, d.UpdatedAt);
}
