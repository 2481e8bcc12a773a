using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Events;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>Creates, updates and deletes: each one transaction with its record for undo and its event.</summary>
internal abstract partial class Resource<T>
{
    /// <summary>What commands are named after: <c>auth.users</c>.</summary>
    protected virtual string Commands => Kind + "s";

    private async Task<Outcome<JsonBody>> CreateAsync(CrudContext context, JsonElement body, CancellationToken cancellation)
    {
        var row = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
        await using var transaction = await context.Db.Database.BeginTransactionAsync(cancellation);
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
        return await SaveAsync(write!, transaction, "create", "created", WriteCreated, cancellation);
    }

    private async Task<Outcome<JsonBody>> UpdateAsync(CrudContext context, JsonElement body, CancellationToken cancellation)
    {
        if (IdOf(context, body) is not { } id)
        {
            return MissingId;
        }

        await using var transaction = await context.Db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(context, id, body, cancellation);
        if (await Rows(context).Where(r => r.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(label);
        }

        if (Late(context, row) is { } late)
        {
            return late;
        }

        await OpenAsync(context, row, cancellation);
        var (write, refused) = await FillAsync(context, WriteKind.Update, row, body, cancellation);
        if (refused is not null)
        {
            return refused;
        }

        row.UpdatedAt = context.Clock.Now();
        return await SaveAsync(write!, transaction, "update", "updated", WriteUpdated, cancellation);
    }

    private async Task<Outcome<JsonBody>> DeleteAsync(CrudContext context, CancellationToken cancellation)
    {
        var body = await BodyAsync(context.Http, cancellation);
        if (IdOf(context, body) is not { } id)
        {
            return MissingId;
        }

        await using var transaction = await context.Db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(context, id, body, cancellation);
        if (await Rows(context).Where(r => r.Id == id).ForUpdate().SingleOrDefaultAsync(cancellation) is not { } row)
        {
            return Problem.NotFound(label);
        }

        if (Late(context, row) is { } late)
        {
            return late;
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
        return await SaveAsync(write, transaction, "delete", "deleted", WriteDeleted, cancellation);
    }

    private async Task<Outcome<JsonBody>> SaveAsync(
        Write<T> write, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, string verb, string happened,
        Action<Utf8JsonWriter, Write<T>> answer, CancellationToken cancellation)
    {
        var context = write.Context;
        if (await BeforeAsync(write, cancellation) is { } refused)
        {
            return refused;
        }

        if (write.Kind != WriteKind.Delete)
        {
            await SealAsync(context, write.Row, cancellation);
        }

        context.Actions.Begin($"{Commands}.{verb}", $"{CultureInfo.InvariantCulture.TextInfo.ToTitleCase(verb)} {label.ToLowerInvariant()}", kind, write.Row.Id);
        var organization = (write.Row as IOrganizationOwned)?.OrganizationId ?? context.Caller.OrganizationId;
        context.Db.Raise($"{kind}.{happened}", context.Caller.TenantId, organization, new { id = write.Row.Id });
        try
        {
            await context.Db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
            && OnDuplicate(taken.ConstraintName ?? "") is { } duplicate)
        {
            return duplicate;
        }

        await (write.Kind == WriteKind.Delete && IsIndexed
            ? Search.Index.ForgetAsync(context.Db, EntityId, [write.Row.Id], cancellation)
            : KeepIndexedAsync(context, [write.Row], cancellation));
        await transaction.CommitAsync(cancellation);
        await context.Actions.CommittedAsync(cancellation);
        return new JsonBody(json =>
        {
            json.WriteStartObject();
            answer(json, write);
            json.WriteEndObject();
        });
    }

    /// <summary>Sets the row's fields from the body: all of a new row, only what is sent of an old one.</summary>
    private async Task<(Write<T>? Write, Problem? Problem)> FillAsync(
        CrudContext context, WriteKind writeKind, T row, JsonElement body, CancellationToken cancellation)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, new Problem(ProblemKind.Invalid, "A JSON object is required"));
        }

        var errors = new Dictionary<string, string[]>();
        foreach (var field in Fields.All.Where(f => !f.IsReadOnly && f.Set is not null))
        {
            if (!body.TryGetProperty(field.Name, out var sent))
            {
                if (field.IsRequired && writeKind == WriteKind.Create)
                {
                    errors[field.Name] = ["is required"];
                }
            }
            else if (field.Read(sent, out var value) is { } wrong)
            {
                errors[field.Name] = [wrong];
            }
            else
            {
                field.Set!(row, value);
            }
        }

        var inputs = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var input in Fields.Inputs)
        {
            if (body.TryGetProperty(input.Name, out var sent) && sent.ValueKind != JsonValueKind.Null)
            {
                inputs[input.Name] = input.Type.Read(sent);
                if (inputs[input.Name] is null)
                {
                    errors[input.Name] = [$"must be {input.Type.Expects}"];
                }
            }
        }

        if (row is ICustomized customized)
        {
            var custom = await CustomFieldsAsync(context, cancellation);
            var sent = CustomValues.Sent(body);
            var vault = custom.Any(f => f.IsEncrypted) ? await context.Secrets.OfTenantAsync(context.Db, cancellation) : null;
            customized.Custom = CustomValues.Merge(customized.Custom, sent, custom, writeKind == WriteKind.Create, vault, errors);
        }

        return errors.Count > 0
            ? (null, new Problem(ProblemKind.Invalid, "Validation failed", Fields: errors))
            : (new Write<T>(writeKind, row, body, inputs, context), null);
    }

    /// <summary>Puts a new row into its tenant and organization.</summary>
    private static async Task<Problem?> PlaceAsync(CrudContext context, T row, JsonElement body, CancellationToken cancellation)
    {
        var entry = context.Db.Entry(row);
        var now = context.Clock.Now();
        entry.Property(nameof(IRow.CreatedAt)).CurrentValue = now;
        row.UpdatedAt = now;
        if (row is ITenantOwned)
        {
            entry.Property(nameof(ITenantOwned.TenantId)).CurrentValue = context.Caller.TenantId;
        }

        if (row is not IOrganizationOwned)
        {
            return null;
        }

        var organization = body.TryGetProperty("organizationId", out var sent) && sent.ValueKind == JsonValueKind.String && sent.TryGetGuid(out var named)
            ? named
            : context.Caller.OrganizationId;
        if (organization is null)
        {
            return new Problem(ProblemKind.Invalid, "Organization context is required");
        }

        // Who sees all of the tenant's organizations still names one of them.
        if (!context.Caller.Sees(organization) || (organization != context.Caller.OrganizationId && context.Caller.Organizations is null
            && !await context.Db.Set<Identity.Organization>().AnyAsync(o => o.Id == organization, cancellation)))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        entry.Property(nameof(IOrganizationOwned.OrganizationId)).CurrentValue = organization;
        return null;
    }

    private static Problem? Late(CrudContext context, T row) => OptimisticLock.Refuse(context.Http, row.UpdatedAt);

    private static readonly Problem MissingId = new(ProblemKind.Invalid, "Invalid input", Fields: new Dictionary<string, string[]> { ["id"] = ["must be a UUID"] });

    private static Guid? IdOf(CrudContext context, JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("id", out var id)
            ? id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var inBody) ? inBody : null
            : Guid.TryParseExact(context.Http.Request.Query["id"], "D", out var inQuery) ? inQuery : null;

    /// <summary>The body of a DELETE, which may have none.</summary>
    private static async Task<JsonElement> BodyAsync(HttpContext http, CancellationToken cancellation)
    {
        if (http.Request.ContentLength is null or 0 || !http.Request.HasJsonContentType())
        {
            return default;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body, cancellationToken: cancellation);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
