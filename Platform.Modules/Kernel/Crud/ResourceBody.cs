using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Kernel.Crud;

/// <summary>How a body becomes a row.</summary>
internal abstract partial class Resource<T>
{
    /// <summary>Sets the row's fields from the body: all of a new row, only what is sent of an old one.</summary>
    private async Task<(Write<T>? Write, Problem? Problem)> FillAsync(
        CrudContext context, WriteKind writeKind, T row, JsonElement body, CancellationToken cancellation)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, new Problem(ProblemKind.Invalid, "A JSON object is required"));
        }

        var (errors, places) = (new Dictionary<string, string[]>(), new Dictionary<string, string>());
        body = Fields.Nested?.Unfold(body, places, errors) ?? body;
        foreach (var field in Fields.All.Where(f => !f.IsReadOnly && f.Set is not null))
        {
            if (!body.TryGetProperty(field.Name, out var sent))
            {
                if (field.IsRequired && writeKind == WriteKind.Create)
                {
                    errors[places.GetValueOrDefault(field.Name, field.Name)] = ["is required"];
                }
            }
            else if (field.Read(sent, out var value) is { } wrong)
            {
                errors[places.GetValueOrDefault(field.Name, field.Name)] = [wrong];
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
            var custom = await context.Catalog.OfAsync(context.Db, EntityId, PlaceOf(row, context.Caller.OrganizationId), cancellation);
            var sent = CustomValues.Sent(body);
            var vault = custom.Any(f => f.IsEncrypted) ? await context.Secrets.OfTenantAsync(context.Db, cancellation) : null;
            customized.Custom = CustomValues.Merge(customized.Custom, sent, custom, writeKind == WriteKind.Create, vault, errors);
        }

        return errors.Count > 0
            ? (null, new Problem(ProblemKind.Invalid, "Validation failed", Fields: errors))
            : (new Write<T>(writeKind, row, body, inputs, context), null);
    }

    /// <summary>Puts a new row into its tenant and organization.</summary>
    private async Task<Problem?> PlaceAsync(CrudContext context, T row, JsonElement body, CancellationToken cancellation)
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
            return IsPlacedByOwner ? null : Problem.NoOrganization;
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
}
