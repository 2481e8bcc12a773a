using Microsoft.EntityFrameworkCore;
using Platform.Customers.Deals;
using Platform.Customers.Staff;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>The timeline as a resource: what holds however a client names its fields.</summary>
internal abstract class TimelineResource(CrudAccess access, NextInteractions next) : Resource<Interaction>("customers.interaction", "Interaction", access)
{
    protected const int MaxTitle = 500;
    public const int MaxDuration = 7 * 24 * 60;
    protected const string EntityIdField = "entityId";
    protected const string DealIdField = "dealId";
    protected const string OccurredAtField = "occurredAt";
    private const int MaxPriority = 100;

    protected NextInteractions Next => next;

    protected override bool SearchesByWords => true;

    protected override IQueryable<Interaction> Rows(CrudContext context) => Seen(context.Db, context.Caller);

    /// <summary>What a caller may see: private ones are for their author and their owner only.</summary>
    public static IQueryable<Interaction> Seen(PlatformDb db, Caller caller) => db.Set<Interaction>().Where(Interaction.SeenBy(caller.UserId));

    /// <summary>What is particular to how a client speaks: sets what it did not say, refuses what it may not.</summary>
    protected virtual Problem? Prepare(Write<Interaction> write) => null;

    protected static string? RefusePriority(int value) => value is >= 0 and <= MaxPriority ? null : $"must be from 0 to {MaxPriority}";

    protected static string? RefuseDuration(int value) => value is > 0 and <= MaxDuration ? null : $"must be from 1 to {MaxDuration} minutes";

    protected override Task<Belonging?> BelongsAsync(Write<Interaction> write, CancellationToken cancellation) =>
        CustomerRows.OwnersAsync(write.Context.Db, write.Row.EntityId, write.Row.DealId, cancellation);

    protected override async Task<Problem?> BeforeAsync(Write<Interaction> write, CancellationToken cancellation)
    {
        var (row, context) = (write.Row, write.Context);
        var statusBefore = write.Kind == WriteKind.Update ? (string)Before(write, nameof(Interaction.Status))! : row.Status;
        if (write.Kind != WriteKind.Delete)
        {
            row.AuthorUserId = write.Kind == WriteKind.Create ? row.AuthorUserId ?? context.Caller.UserId : row.AuthorUserId;
            if (Prepare(write) is { } refused)
            {
                return refused;
            }

            Lifecycle.Settle(row, statusBefore, write.Has(OccurredAtField), context.Clock.Now());
        }

        var held = await NextInteractions.HoldAsync(context.Db, cancellation);
        if (write.Kind != WriteKind.Delete && (await PlaceAsync(write, held, cancellation) ?? await RefuseLinksAsync(write, cancellation)) is { } wrong)
        {
            return wrong;
        }

        if (write.Kind == WriteKind.Update && Lifecycle.EventOf(statusBefore, row.Status) is { } happened)
        {
            context.Db.Raise(happened, row.TenantId, row.OrganizationId, new { id = row.Id, entityId = row.EntityId });
        }

        await next.FollowAsync(context.Db, held, cancellation);
        return null;
    }

    protected static object? Before(Write<Interaction> write, string property) => write.Context.Db.Entry(write.Row).Property(property).OriginalValue;

    /// <summary>Where the customer is, there its timeline is: an interaction belongs to the organization of its customer.</summary>
    private static async Task<Problem?> PlaceAsync(Write<Interaction> write, List<Customer> held, CancellationToken cancellation)
    {
        var (row, context) = (write.Row, write.Context);
        if (!write.Changes(nameof(Interaction.EntityId)))
        {
            return null;
        }

        if (held.Find(c => c.Id == row.EntityId) is { DeletedAt: null } customer && context.Caller.Sees(customer.OrganizationId))
        {
            context.Db.Entry(row).Property(nameof(Interaction.OrganizationId)).CurrentValue = customer.OrganizationId;
            return null;
        }

        const string Wrong = "entityId must reference a person or company, not a deal";
        return await context.Db.Set<Deal>().AnyAsync(d => d.Id == row.EntityId, cancellation)
            ? new Problem(ProblemKind.Unprocessable, Wrong, Fields: new Dictionary<string, string[]> { [EntityIdField] = [Wrong] })
            : new Problem(ProblemKind.NotFound, "Customer not found", Fields: new Dictionary<string, string[]> { [EntityIdField] = ["Customer not found"] });
    }

    private static async Task<Problem?> RefuseLinksAsync(Write<Interaction> write, CancellationToken cancellation)
    {
        var (row, db) = (write.Row, write.Context.Db);
        if (write.Changes(nameof(Interaction.DealId)) && row.DealId is { } deal && !await db.Set<Deal>().AnyAsync(d => d.Id == deal, cancellation))
        {
            return Problem.OfField(DealIdField, "Deal not found");
        }

        return (write.Changes(nameof(Interaction.AuthorUserId))
                ? await Colleagues.RefuseAuthorAsync(db, write.Context.Caller, "authorUserId", row.AuthorUserId, write.Kind == WriteKind.Create, cancellation)
                : null)
            ?? (write.Changes(nameof(Interaction.OwnerUserId)) ? await Colleagues.RefuseAsync(db, write.Context.Caller, "ownerUserId", row.OwnerUserId, cancellation) : null);
    }
}
