using System.Text.Json;
using Platform.Customers.Staff;
using Platform.Customers.Tags;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;
using Platform.Kernel.Security;

namespace Platform.Customers;

/// <summary>What people and companies have in common as resources.</summary>
/// <param name="what"><c>person</c> or <c>company</c>.</param>
internal abstract class CustomerResource<T>(string what, string label, CrudAccess access) : Resource<T>($"customers.{what}", label, access) where T : Customer
{
    private const string NextInteraction = "nextInteraction";
    private const string TagIds = "tags";

    protected override string Commands => what == Customer.PersonKind ? "customers.people" : "customers.companies";

    protected override bool SearchesByWords => true;

    protected override bool KeepsTotal(CrudContext context) => true;

    /// <summary>The fields behind those of the kind.</summary>
    protected void DescribeCommon(Fields<T> fields)
    {
        fields.Add("description", c => c.Description).Max(Limits.Text).Encryptable();
        fields.Add("ownerUserId", c => c.OwnerUserId).Filtered();
        fields.Add("primaryEmail", c => c.PrimaryEmail).Max(Limits.Email).Searched().Sorted().Encryptable()
            .Check<string>(value => value.Length == 0 || Contacts.IsEmail(value) ? null : "must be an e-mail address");
        fields.Add("primaryPhone", c => c.PrimaryPhone).Max(Limits.Phone).Searched().Encryptable()
            .Check<string>(value => value.Length == 0 || Contacts.IsPhone(value) ? null : "must be a telephone number");
        fields.Add("status", c => c.Status).Max(Limits.Choice).Filtered().Sorted();
        fields.Add("lifecycleStage", c => c.LifecycleStage).Max(Limits.Choice).Filtered().Sorted();
        fields.Add("source", c => c.Source).Max(Limits.Choice).Filtered().Sorted();
        fields.Add("temperature", c => c.Temperature).Max(Limits.Choice).Filtered();
        fields.Add("renewalQuarter", c => c.RenewalQuarter).Max(20);
        fields.Add("isActive", c => c.IsActive);
        fields.Add("nextInteractionAt", c => c.NextInteractionAt).ReadOnly().Sorted();
        fields.Add("nextInteractionName", c => c.NextInteractionName).ReadOnly().Encryptable();
        fields.Add("nextInteractionRefId", c => c.NextInteractionRefId).ReadOnly();
        fields.Add("nextInteractionIcon", c => c.NextInteractionIcon).ReadOnly();
        fields.Add("nextInteractionColor", c => c.NextInteractionColor).ReadOnly();
        fields.Add("organizationId", c => c.OrganizationId).ReadOnly();
        fields.Add("tenantId", c => c.TenantId).ReadOnly();
        fields.Add("createdAt", c => c.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", c => c.UpdatedAt).ReadOnly().Sorted();
        fields.Input<Json>(NextInteraction);
        fields.Input<List<Guid>>(TagIds);
        fields.Compute(TagIds, CustomerTags.OfAsync);
        CustomerFilters.Add(fields, EntityId);
    }

    protected static string? RefuseUrl(string value) => value.Length == 0 || WebAddresses.IsWeb(value) ? null : WebAddresses.Expected;

    protected override async Task<Problem?> BeforeAsync(Write<T> write, CancellationToken cancellation)
    {
        if (write.Kind == WriteKind.Delete)
        {
            return null;
        }

        var (row, context) = (write.Row, write.Context);
        (row.PrimaryEmail, row.PrimaryPhone) = (Contacts.OrNull(row.PrimaryEmail), Contacts.OrNull(row.PrimaryPhone));
        var secrets = await context.Secrets.OfTenantAsync(context.Db, cancellation);
        (row.EmailHash, row.PhoneHash) = (Contacts.EmailHash(secrets, row.PrimaryEmail), Contacts.PhoneHash(secrets, row.PrimaryPhone));
        if (write.Changes(nameof(Customer.OwnerUserId)) && await Colleagues.RefuseAsync(context.Db, context.Caller, "ownerUserId", row.OwnerUserId, cancellation) is { } unknown)
        {
            return unknown;
        }

        return SetNextInteraction(write, secrets) ?? await CustomerTags.SetAsync(write, write.Has(TagIds) ? write.Input<List<Guid>>(TagIds) ?? [] : null, cancellation);
    }

    private static Problem? SetNextInteraction(Write<T> write, TenantSecrets secrets)
    {
        if (!write.Has(NextInteraction))
        {
            return null;
        }

        var row = write.Row;
        if (write.Input<Json?>(NextInteraction) is not { } sent)
        {
            (row.NextInteractionAt, row.NextInteractionName, row.NextInteractionRefId, row.NextInteractionIcon, row.NextInteractionColor) = (null, null, null, null, null);
            return null;
        }

        NextInteractionInput? next;
        try
        {
            next = JsonSerializer.Deserialize<NextInteractionInput>(sent.ToString(), JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return Problem.OfField(NextInteraction, "must have a time `at`, and texts");
        }

        if (next is not { At: { } at, Name: { Length: > 0 and <= Limits.Name } } || next.RefId?.Length > Limits.Choice || next.Icon?.Length > Limits.Icon || next.Color?.Length > Limits.Color)
        {
            return Problem.OfField(NextInteraction, "must have `at` and `name`, none of them too long");
        }

        var same = row.NextInteractionName is { } stored && FieldCipher.Open(secrets, stored) == next.Name;
        (row.NextInteractionAt, row.NextInteractionRefId, row.NextInteractionIcon, row.NextInteractionColor) = (at.ToUniversalTime(), next.RefId, next.Icon, next.Color);
        row.NextInteractionName = same ? row.NextInteractionName : next.Name;
        return null;
    }

    private sealed record NextInteractionInput(DateTimeOffset? At, string? Name, string? RefId, string? Icon, string? Color);
}
