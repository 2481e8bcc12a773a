using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Access;
using Platform.Kernel.Audit;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Identity;

namespace Platform.Customers.Settings;

/// <param name="AddressFormat"><c>line_first</c> or <c>street_first</c>.</param>
public sealed record AddressFormatView(string AddressFormat);

/// <summary>How an organization writes addresses.</summary>
/// <param name="OrganizationId">The selected one unless given.</param>
[ValidatableType]
public sealed record AddressFormatChange([property: Needed, OneOf(AddressFormats.LineFirst, AddressFormats.StreetFirst)] string? AddressFormat, Guid? OrganizationId);

/// <summary>Whether addresses are entered as lines, or as street, building and flat.</summary>
internal static class AddressFormats
{
    public const string LineFirst = "line_first";
    public const string StreetFirst = "street_first";
    private const string Kind = "customers.settings";

    public static void Map(RouteGroupBuilder customers)
    {
        var group = customers.MapGroup("/settings/address-format").Requires("customers.settings.manage");
        group.MapGet("", Find).WithSummary("Read how addresses are written").WithDescription("`line_first` until the organization chooses otherwise.");
        group.MapPut("", Change).WithSummary("Choose how addresses are written");
    }

    private static async Task<Outcome<AddressFormatView>> Find(CrudContext context, CancellationToken cancellation) =>
        context.Caller.OrganizationId is not { } organization
            ? Problem.NoOrganization
            : new AddressFormatView(await context.Db.Set<CustomerSettings>().Where(s => s.OrganizationId == organization).Select(s => s.AddressFormat).SingleOrDefaultAsync(cancellation) ?? LineFirst);

    private static async Task<Outcome<AddressFormatView>> Change(AddressFormatChange input, CrudContext context, CancellationToken cancellation)
    {
        if ((input.OrganizationId ?? context.Caller.OrganizationId) is not { } organization)
        {
            return Problem.NoOrganization;
        }

        // Of an organization that all of the tenant is open to, the caller's own is known to be there.
        var db = context.Db;
        if (organization != context.Caller.OrganizationId
            && !(context.Caller.Sees(organization) && await db.Set<Organization>().AnyAsync(o => o.Id == organization, cancellation)))
        {
            return new Problem(ProblemKind.Forbidden, "Forbidden");
        }

        await using var change = await context.Changes.BeginAsync("customers.settings.update", cancellation);
        var row = await db.Set<CustomerSettings>().Where(s => s.OrganizationId == organization).ForUpdate().SingleOrDefaultAsync(cancellation);
        if (row is null)
        {
            row = new CustomerSettings { TenantId = context.Caller.TenantId, OrganizationId = organization, AddressFormat = input.AddressFormat! };
            db.Add(row);
        }

        (row.AddressFormat, row.UpdatedAt) = (input.AddressFormat!, context.Clock.Now());
        return await change.Describe("Choose address format", Kind, row.Id).Raise(new DomainEvent($"{Kind}.updated", organization, new { id = row.Id }))
            .CommitAsync(new AddressFormatView(row.AddressFormat), cancellation, _ => new Problem(ProblemKind.Conflict, "The settings have been changed meanwhile"));
    }
}
