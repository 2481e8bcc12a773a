using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;
using Platform.Kernel.Search;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Begins the changes of a request, and takes part in their saves: rows, record, index and events are committed together.</summary>
internal sealed class Changes : ISaveStep, IAsyncDisposable
{
    private readonly Caller caller;
    private readonly Actor actor;
    private readonly Secrets secrets;
    private readonly ChangeRecorder recorder;
    private readonly GrantPolicy policy;
    private readonly RowIndexer indexer;
    private readonly IEnumerable<IChangeRule> rules;
    private readonly IEnumerable<IChangeListener> listeners;
    private readonly IHttpContextAccessor http;
    private readonly List<(EntityEntry Entry, RowChange Change)> saved = [];
    private IReadOnlyList<ChangedRow> written = [];
    private Change? current;
    private bool isLast;
    private ActionLog? log;

    public Changes(
        PlatformDb db, Actor actor, Caller caller, Secrets secrets, ChangeRecorder recorder, GrantPolicy policy, RowIndexer indexer, IEnumerable<IChangeRule> rules,
        IEnumerable<IChangeListener> listeners, IHttpContextAccessor http)
    {
        (Db, this.actor, this.caller, this.secrets, this.recorder, this.indexer) = (db, actor, caller, secrets, recorder, indexer);
        (this.rules, this.listeners, this.http) = (rules, listeners, http);
        this.policy = policy;
        actor.SaveStep = this;
    }

    internal PlatformDb Db { get; }

    internal Guid TenantId => actor.Scope.TenantId;

    /// <summary>Begins a transaction with the locks that it needs.</summary>
    /// <param name="command">What is done: <c>module.things.verb</c>.</param>
    /// <param name="locks">Taken in their order, before any row is read.</param>
    public async Task<Change> BeginAsync(string command, CancellationToken cancellation, params IReadOnlyList<AdvisoryLock> locks)
    {
        if (current is not null)
        {
            throw new InvalidOperationException($"{command} begins within {current.Command}.");
        }

        var transaction = await Db.Database.BeginTransactionAsync(cancellation);
        current = new Change(this, transaction, command, Required());
        (isLast, log) = (false, null);
        saved.Clear();
        try
        {
            foreach (var wanted in locks.OrderBy(l => l.Kind.Order))
            {
                await Db.TakeAsync(wanted, cancellation);
            }
        }
        catch
        {
            await current.DisposeAsync();
            throw;
        }

        return current;
    }

    /// <summary>Rolls back what a handler has left open.</summary>
    public ValueTask DisposeAsync() => current?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal void Ended(Change change)
    {
        if (current == change)
        {
            current = null;
        }
    }

    internal async Task<Problem?> CommitAsync(
        Change change, IDbContextTransaction transaction, Func<string, Problem?>? onDuplicate, Func<Task>? beforeCommit, CancellationToken cancellation)
    {
        if (await CheckAsync(cancellation) is { } refused)
        {
            return refused;
        }

        try
        {
            isLast = true;
            await Db.SaveChangesAsync(cancellation);
            await (beforeCommit?.Invoke() ?? Task.CompletedTask);
            await transaction.CommitAsync(cancellation);
        }
        catch (Exception e) when ((e as PostgresException ?? (e as DbUpdateException)?.InnerException) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
            && onDuplicate?.Invoke(taken.ConstraintName ?? "") is { } duplicate)
        {
            return duplicate;
        }

        Ended(change);
        await TellAsync(change, cancellation);
        return null;
    }

    /// <summary>The rules of whatever rows are about to be saved, and the state that the client meant to change.</summary>
    internal async Task<Problem?> CheckAsync(CancellationToken cancellation)
    {
        Db.ChangeTracker.DetectChanges();
        if (OptimisticLock.Refuse(http.HttpContext, Main(Db.ChangeTracker.Entries())) is { } late)
        {
            return late;
        }

        var types = PendingTypes();
        foreach (var rule in rules.Where(r => types.Contains(r.RowType)))
        {
            if (await rule.CheckAsync(Db, caller, cancellation) is { } refused)
            {
                return refused;
            }
        }

        // Rules may have brought further rows in line.
        return PendingTypes().Any(GivesRights)
            ? await policy.RefuseAsync(current!.Givers is { } givers ? await givers(cancellation) : [caller.Grants], cancellation)
            : null;
    }

    private HashSet<Type> PendingTypes() => [.. Db.ChangeTracker.Entries().Where(RowChanges.IsPending).Select(e => e.Entity.GetType())];

    private static bool GivesRights(Type type) => type.IsAssignableTo(typeof(IGrantsRights)) || type == typeof(User) || type == typeof(Tenant);

    async Task ISaveStep.BeforeAsync(PlatformDb db, CancellationToken cancellation)
    {
        var changes = RowChanges.Of(db);
        if (current is null)
        {
            if (changes.Count > 0)
            {
                throw new InvalidOperationException($"{changes[0].Entry.Metadata.ShortName()} is saved outside a change.");
            }

            return;
        }

        saved.AddRange(changes);
        written = RowIndexer.Changed(changes.Select(c => c.Entry));
        if (isLast && saved.Count > 0)
        {
            log = recorder.Record(current, saved, await secrets.OfTenantAsync(db, cancellation));
            db.Add(log);
        }
    }

    async Task ISaveStep.AfterAsync(PlatformDb db, CancellationToken cancellation)
    {
        var rows = written;
        written = [];
        await indexer.FollowAsync(db, rows, cancellation);
    }

    private IEnumerable<EntityEntry> Main(IEnumerable<EntityEntry> entries) => entries.Where(e =>
        e.State is EntityState.Modified or EntityState.Deleted && e.Metadata.FindProperty("Id") is not null && e.Property("Id").CurrentValue?.ToString() == current!.ResourceId);

    private async Task TellAsync(Change change, CancellationToken cancellation)
    {
        if (log is null)
        {
            return;
        }

        var done = new CommittedChange(change.ResourceKind, change.ResourceId, log.TenantId, saved.Select(c => c.Entry.Metadata.ClrType).ToHashSet());
        foreach (var listener in listeners)
        {
            await listener.OnCommittedAsync(done, cancellation);
        }

        if (log.UndoToken is { } token && http.HttpContext is { } context)
        {
            context.Response.Headers["x-om-operation"] = OperationHeader.Of(log, token);
        }
    }

    private IEnumerable<string> Required() =>
        http.HttpContext?.GetEndpoint()?.Metadata.GetOrderedMetadata<IRequiredPermissions>().SelectMany(r => r.Permissions) ?? [];
}

/// <summary>A request that has begun no change saves no row that changes are made of.</summary>
internal sealed class NoChange : ISaveStep
{
    public Task BeforeAsync(PlatformDb db, CancellationToken cancellation) => RowChanges.Of(db) is [var (entry, _), ..]
        ? throw new InvalidOperationException($"{entry.Metadata.ShortName()} is saved outside a change.")
        : Task.CompletedTask;

    public Task AfterAsync(PlatformDb db, CancellationToken cancellation) => Task.CompletedTask;
}
