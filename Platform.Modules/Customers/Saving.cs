using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Customers;

/// <summary>An event to raise with a change.</summary>
internal sealed record Happening(string Type, Guid? OrganizationId, object Payload);

/// <summary>The answer of what has made, or taken away, something with an id.</summary>
public sealed record IdAnswer(Guid? Id);

/// <summary>Saves what a request has changed as one action that can be undone, with its event, and commits.</summary>
internal static class Saving
{
    /// <param name="taken">What it means that a unique index refuses.</param>
    /// <returns>Null when it is committed.</returns>
    public static async Task<Problem?> CommitAsync(
        this CrudContext context, PendingAction action, Happening happening, CancellationToken cancellation, Problem? taken = null)
    {
        context.Actions.Begin(action with { OrganizationId = happening.OrganizationId });
        context.Db.Raise(happening.Type, context.Caller.TenantId, happening.OrganizationId, happening.Payload);
        try
        {
            await context.Actions.SaveAsync(context.Db, context.Db.Database.CurrentTransaction!, cancellation);
            return null;
        }
        catch (DbUpdateException exception) when (taken is not null && exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return taken;
        }
    }

    /// <summary>An action on a customer itself.</summary>
    public static PendingAction On(Customer customer, string command, string label) => new(command, label, KindOf(customer), customer.Id.ToString());

    /// <summary>An action on something that belongs to a customer.</summary>
    public static PendingAction Under(Customer customer, string command, string label, string kind, Guid id) =>
        new(command, label, kind, id.ToString(), KindOf(customer), customer.Id.ToString());

    private static string KindOf(Customer customer) => $"customers.{customer.Kind}";
}
