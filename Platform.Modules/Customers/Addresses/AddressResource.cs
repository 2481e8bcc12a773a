using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Addresses;

/// <summary>The addresses of customers.</summary>
internal sealed class AddressResource() : Resource<Address>("customers.address", "Address", new("customers.activities.view", "customers.activities.manage"))
{
    private const string Entity = "entityId";
    private static readonly Problem Moved = new(ProblemKind.Conflict, "The address has moved to another customer meanwhile");

    protected override string Commands => "customers.addresses";

    protected override bool IsPlacedByOwner => true;

    protected override void Describe(Fields<Address> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", a => a.Id).ReadOnly();
        fields.Add(Entity, a => a.EntityId).Required().Filtered();
        fields.Add("name", a => a.Name).Max(Limits.Name).Sorted().Encryptable();
        fields.Add("purpose", a => a.Purpose).Max(Limits.Choice).Sorted();
        fields.Add("companyName", a => a.CompanyName).Max(Limits.Name).Encryptable();
        fields.Add("addressLine1", a => a.AddressLine1).Required().Max(Limits.AddressLine).Encryptable();
        fields.Add("addressLine2", a => a.AddressLine2).Max(Limits.AddressLine).Encryptable();
        fields.Add("buildingNumber", a => a.BuildingNumber).Max(Limits.Number).Encryptable();
        fields.Add("flatNumber", a => a.FlatNumber).Max(Limits.Number).Encryptable();
        fields.Add("city", a => a.City).Max(Limits.Name).Sorted().Encryptable();
        fields.Add("region", a => a.Region).Max(Limits.Name).Encryptable();
        fields.Add("postalCode", a => a.PostalCode).Max(Limits.Number).Encryptable();
        fields.Add("country", a => a.Country).Max(Limits.Country).Sorted().Encryptable();
        fields.Add("latitude", a => a.Latitude).Check<decimal>(value => Math.Abs(value) <= 90 ? null : "must be from -90 to 90");
        fields.Add("longitude", a => a.Longitude).Check<decimal>(value => Math.Abs(value) <= 180 ? null : "must be from -180 to 180");
        fields.Add("isPrimary", a => a.IsPrimary);
        fields.Add("organizationId", a => a.OrganizationId).ReadOnly();
        fields.Add("tenantId", a => a.TenantId).ReadOnly();
        fields.Add("createdAt", a => a.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", a => a.UpdatedAt).ReadOnly().Sorted();
    }

    /// <summary>Those of deleted customers wait for an undo, unseen.</summary>
    protected override IQueryable<Address> Rows(CrudContext context)
    {
        var customers = context.Db.Set<Customer>();
        return context.Db.Set<Address>().Where(a => customers.Any(c => c.Id == a.EntityId));
    }

    /// <summary>Customers are held before their addresses, so that two new primary addresses take turns.</summary>
    protected override async Task LockAsync(CrudContext context, Guid? id, JsonElement body, CancellationToken cancellation)
    {
        var owners = id is null ? [] : await context.Db.Set<Address>().Where(a => a.Id == id).Select(a => a.EntityId).ToListAsync(cancellation);
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(Entity, out var sent) && sent.ValueKind == JsonValueKind.String && sent.TryGetGuid(out var named))
        {
            owners.Add(named);
        }

        await CustomerRows.HoldAsync(context.Db, owners, cancellation);
    }

    protected override Task<Belonging?> BelongsAsync(Write<Address> write, CancellationToken cancellation) =>
        CustomerRows.OwnersAsync(write.Context.Db, write.Row.EntityId, null, cancellation);

    protected override async Task<Problem?> BeforeAsync(Write<Address> write, CancellationToken cancellation)
    {
        var (row, db, now) = (write.Row, write.Context.Db, write.Context.Clock.Now());
        if (write.Kind == WriteKind.Delete)
        {
            return null;
        }

        if (await CustomerRows.PlaceAsync(write, row.EntityId, cancellation) is { } refused)
        {
            return refused;
        }

        // Who had it when the customers were held is not who has it now.
        if (db.Set<Customer>().Local.FindEntry(db.Entry(row).Property(a => a.EntityId).OriginalValue) is null)
        {
            return Moved;
        }

        if (row.IsPrimary)
        {
            foreach (var other in await db.Set<Address>().Where(a => a.EntityId == row.EntityId && a.IsPrimary && a.Id != row.Id).ToListAsync(cancellation))
            {
                (other.IsPrimary, other.UpdatedAt) = (false, now);
            }
        }

        return null;
    }
}
