using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Creates, updates and deletes: each one transaction with its record for undo and its event.</summary>
internal abstract partial class Resource<T>
{
    /// <summary>What commands are named after: <c>auth.users</c>.</summary>
    protected virtual string Commands => Kind + "s";

    private static readonly Dictionary<string, string> NothingSealed = [];

    private async Task<Outcome<JsonBody>> CreateAsync(CrudContext context, JsonElement body, CancellationToken cancellation)
    {
        var row = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
        var vault = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        var (once, unfit) = Idempotency.Of(context.Http, body, context.Clock.Now(), HttpJson.OptionsOf(context.Http),
            text => vault.Lookup($"{context.Caller.OrganizationId}\n{text}"));
        if (unfit is not null)
        {
            return unfit;
        }

        await using var change = await context.Changes.BeginAsync($"{Commands}.create", cancellation, Locks(context.Db.Scope));
        if (once is not null && await once.BeginAsync<JsonBody>(context.Db, cancellation) is { } answered)
        {
            return answered;
        }

        await LockAsync(context, null, body, cancellation);
        if (await FillAsync(context, WriteKind.Create, row, body, cancellation) is var (write, refused) && refused is not null)
        {
            return refused;
        }

        if (await PlaceAsync(context, row, body, cancellation) is { } misplaced)
        {
            return misplaced;
        }

        context.Db.Add(row);
        return await SaveAsync(write!, NothingSealed, change, "Create", "created", WriteCreated, cancellation, once);
    }

    private async Task<Outcome<JsonBody>> UpdateAsync(CrudContext context, JsonElement body, CancellationToken cancellation)
    {
        if (WriteRequests.IdOf(context.Http, body) is not { } id)
        {
            return WriteRequests.MissingId;
        }

        await using var change = await context.Changes.BeginAsync($"{Commands}.update", cancellation, Locks(context.Db.Scope));
        await LockAsync(context, id, body, cancellation);
        if (await Rows(context).Where(r => r.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(label);
        }

        var stored = await OpenAsync(context, row, cancellation);
        var (write, refused) = await FillAsync(context, WriteKind.Update, row, body, cancellation);
        if (refused is not null)
        {
            return refused;
        }

        row.UpdatedAt = context.Clock.Now();
        return await SaveAsync(write!, stored, change, "Update", "updated", WriteUpdated, cancellation);
    }

    private async Task<Outcome<JsonBody>> DeleteAsync(CrudContext context, CancellationToken cancellation)
    {
        var body = await WriteRequests.BodyAsync(context.Http, cancellation);
        if (WriteRequests.IdOf(context.Http, body) is not { } id)
        {
            return WriteRequests.MissingId;
        }

        await using var change = await context.Changes.BeginAsync($"{Commands}.delete", cancellation, Locks(context.Db.Scope));
        await LockAsync(context, id, body, cancellation);
        if (await Rows(context).Where(r => r.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(label);
        }

        if (row is ISoftDeleted)
        {
            context.Db.Entry(row).Property(nameof(ISoftDeleted.DeletedAt)).CurrentValue = context.Clock.Now();
            row.UpdatedAt = context.Clock.Now();
        }
        else
        {
            context.Db.Remove(row);
        }

        var write = new Write<T>(WriteKind.Delete, row, body, new Dictionary<string, object?>(), context);
        return await SaveAsync(write, NothingSealed, change, "Delete", "deleted", WriteDeleted, cancellation);
    }

    private async Task<Outcome<JsonBody>> SaveAsync(
        Write<T> write, IReadOnlyDictionary<string, string> stored, Change change, string verb, string happened,
        Action<Utf8JsonWriter, Write<T>> answer, CancellationToken cancellation, Idempotency? once = null)
    {
        var context = write.Context;
        if (await BeforeAsync(write, cancellation) is { } refused)
        {
            return refused;
        }

        if (write.Kind != WriteKind.Delete)
        {
            await SealAsync(context, write.Row, stored, cancellation);
        }

        var done = new JsonBody(json =>
        {
            json.WriteStartObject();
            answer(json, write);
            json.WriteEndObject();
        });
        change.Describe($"{verb} {label.ToLowerInvariant()}", kind, write.Row.Id).Under(await BelongsAsync(write, cancellation))
            .Raise($"{kind}.{happened}", new { id = write.Row.Id }, (write.Row as IOrganizationOwned)?.OrganizationId ?? context.Caller.OrganizationId);
        return await change.CommitAsync(cancellation, OnDuplicate, once is null ? null : () => once.StoreAsync<JsonBody>(context.Db, done, StatusCodes.Status201Created, cancellation)) is { } failed
            ? failed
            : done;
    }

    /// <inheritdoc/>
    public async Task<Problem?> CheckAsync(PlatformDb db, Caller caller, CancellationToken cancellation)
    {
        foreach (var entry in db.ChangeTracker.Entries<T>().Where(RowChanges.IsPending).ToList())
        {
            if (await CheckAsync(new PendingRow<T>(entry, db, caller), cancellation) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }
}
