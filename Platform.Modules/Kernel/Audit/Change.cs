using Microsoft.EntityFrameworkCore.Storage;
using Platform.Kernel.Access;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Kernel.Audit;

/// <summary>One write on its way: its transaction, what it says of itself, and the events that it raises. What is not committed is rolled back.</summary>
internal sealed class Change : IAsyncDisposable
{
    private readonly Changes changes;
    private readonly IDbContextTransaction transaction;
    private readonly List<string> permissions = [];

    internal Change(Changes changes, IDbContextTransaction transaction, string command, IEnumerable<string> permissions)
    {
        (this.changes, this.transaction, Command) = (changes, transaction, command);
        this.permissions.AddRange(permissions);
    }

    /// <summary>What is done, such as <c>auth.users.create</c>.</summary>
    public string Command { get; private set; }

    /// <summary>The same for people, such as <c>Create user</c>.</summary>
    public string Label { get; private set; } = "";

    /// <summary>What it is done to, such as <c>auth.user</c>.</summary>
    public string ResourceKind { get; private set; } = "";

    public string ResourceId { get; private set; } = "";

    public string? ParentKind { get; private set; }

    public string? ParentId { get; private set; }

    /// <summary>What it is about besides its parent.</summary>
    public string? RelatedKind { get; private set; }

    public string? RelatedId { get; private set; }

    /// <summary>Where it happens; null for the organization of its row, or else the caller's.</summary>
    public Guid? OrganizationId { get; private set; }

    public bool IsUndoable { get; private set; } = true;

    /// <summary><c>undo</c> or <c>redo</c> for the trace of one.</summary>
    public string? History { get; private set; }

    /// <summary>What whoever takes the change back must hold, too.</summary>
    public IReadOnlyList<string> Permissions => permissions;

    /// <summary>Says what is done, and to what; whatever tracked rows are saved until the commit are recorded and undone together.</summary>
    public Change Describe(string label, string resourceKind, Guid resourceId) => Describe(label, resourceKind, resourceId.ToString());

    public Change Describe(string label, string resourceKind, string resourceId)
    {
        (Label, ResourceKind, ResourceId) = (label, resourceKind, resourceId);
        return this;
    }

    /// <summary>Names the record that the resource belongs to.</summary>
    public Change Under(string parentKind, Guid parentId) => Under(parentKind, parentId.ToString());

    public Change Under(string? parentKind, string? parentId)
    {
        (ParentKind, ParentId) = (parentKind, parentId);
        return this;
    }

    /// <summary>The same, and what it is about besides.</summary>
    public Change Under(Belonging? owners) => owners is null
        ? this
        : Under(owners.Parent.Kind, owners.Parent.Id).About(owners.Related?.Kind, owners.Related?.Id.ToString());

    /// <summary>Names a record that it is about besides the one that it belongs to.</summary>
    public Change About(string? relatedKind, string? relatedId)
    {
        (RelatedKind, RelatedId) = (relatedKind, relatedId);
        return this;
    }

    /// <summary>Says where it happens, and so who sees it.</summary>
    public Change In(Guid? organizationId)
    {
        OrganizationId = organizationId;
        return this;
    }

    /// <summary>Adds to what the endpoint requires; the handler has checked it.</summary>
    public Change Requires(params IEnumerable<string> also)
    {
        permissions.AddRange(also);
        return this;
    }

    /// <summary>What its caller may hand on, where that is not what he holds on the business surface.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<Grants>>>? Givers { get; private set; }

    /// <param name="givers">Asked only where the change gives or takes rights.</param>
    public Change GivenBy(Func<CancellationToken, Task<IReadOnlyList<Grants>>> givers)
    {
        Givers = givers;
        return this;
    }

    /// <summary>Raises an event in the tenant of the request, if and when the change is committed.</summary>
    /// <param name="type">A declared one: <c>module.thing.happened</c>.</param>
    /// <param name="payload">Ids and facts, never personal data.</param>
    public Change Raise(string type, object payload, Guid? organizationId)
    {
        changes.Db.Raise(type, changes.TenantId, organizationId, payload);
        return this;
    }

    /// <summary>Raises an event, and says by it where the change happens.</summary>
    public Change Raise(DomainEvent happened) => Raise(happened.Type, happened.Payload, happened.OrganizationId).In(happened.OrganizationId);

    /// <summary>The audit log shows it, and nobody can take it back.</summary>
    public Change NotUndoable()
    {
        IsUndoable = false;
        return this;
    }

    /// <summary>Makes it the trace of another change that is taken back or done again.</summary>
    internal Change Retraces(string history, string command, IEnumerable<string> required)
    {
        (History, Command) = (history, command);
        permissions.Clear();
        permissions.AddRange(required);
        return this;
    }

    /// <summary>Saves, records and commits, and tells the caches.</summary>
    /// <param name="onDuplicate">What it means that the unique index of this name refuses; null for a fault.</param>
    /// <param name="beforeCommit">What else belongs to the transaction and needs the rows saved.</param>
    /// <returns>Null when it is committed; else nothing of it is left.</returns>
    public Task<Problem?> CommitAsync(CancellationToken cancellation, Func<string, Problem?>? onDuplicate = null, Func<Task>? beforeCommit = null) =>
        changes.CommitAsync(this, transaction, onDuplicate, beforeCommit, cancellation);

    /// <summary>The same with the answer to give.</summary>
    public async Task<Outcome<T>> CommitAsync<T>(T answer, CancellationToken cancellation, Func<string, Problem?>? onDuplicate = null) =>
        await CommitAsync(cancellation, onDuplicate) is { } refused ? refused : answer;

    public ValueTask DisposeAsync()
    {
        changes.Ended(this);
        return transaction.DisposeAsync();
    }
}

/// <summary>An event to raise with a change.</summary>
internal sealed record DomainEvent(string Type, Guid? OrganizationId, object Payload);

/// <summary>The records under which the changes of another appear, too.</summary>
/// <param name="Parent">What it belongs to.</param>
/// <param name="Related">What it is about besides.</param>
internal sealed record Belonging((string Kind, Guid Id) Parent, (string Kind, Guid Id)? Related = null);
