using Platform.Customers.Staff;
using Platform.Kernel.Crud;
using Platform.Kernel.Data;
using Platform.Kernel.Http;

namespace Platform.Customers.Deals;

/// <summary>The deals of an organization.</summary>
internal sealed class DealResource() : Resource<Deal>(KindName, "Deal", new("customers.deals.view", "customers.deals.manage"))
{
    public const string KindName = "customers.deal";
    private const decimal TooMuch = 1_000_000_000_000_000m;
    private const int Decimals = 4;

    protected override bool SearchesByWords => true;

    protected override bool KeepsTotal(CrudContext context) => true;

    protected override void Describe(Fields<Deal> fields)
    {
        fields.ShowSnakeCase();
        fields.Add("id", d => d.Id).ReadOnly();
        fields.Add("title", d => d.Title).Required().Max(Limits.Name).Searched().Sorted().Encryptable();
        fields.Add("description", d => d.Description).Max(Limits.Text).Searched().Encryptable();
        fields.Add(DealClosure.Status, d => d.Status).Max(Limits.Choice).Filtered().Sorted();
        fields.Add(DealPlacement.Label, d => d.PipelineStage).Max(Limits.Label).Filtered().Sorted();
        fields.Add(DealPlacement.Pipeline, d => d.PipelineId).Filtered();
        fields.Add(DealPlacement.Stage, d => d.PipelineStageId).Filtered();
        fields.Add("valueAmount", d => d.ValueAmount).Amount().Sorted().Check<decimal>(RefuseAmount);
        fields.Add("valueCurrency", d => d.ValueCurrency).Max(3)
            .Check<string>(value => value.Length == 0 || (value.Length == 3 && value.All(char.IsAsciiLetter)) ? null : "must be a currency such as EUR");
        fields.Add("probability", d => d.Probability).Check<int>(value => value is >= 0 and <= 100 ? null : "must be from 0 to 100");
        fields.Add("expectedCloseAt", d => d.ExpectedCloseAt).Sorted();
        fields.Add("ownerUserId", d => d.OwnerUserId).Filtered();
        fields.Add("source", d => d.Source).Max(Limits.Choice).Filtered();
        fields.Add(DealClosure.Outcome, d => d.ClosureOutcome).Filtered().OneOf(DealClosure.Won, DealClosure.Lost);
        fields.Add("closedAt", d => d.ClosedAt).ReadOnly();
        fields.Add(DealClosure.Reason, d => d.LossReasonId).Filtered();
        fields.Add(DealClosure.Notes, d => d.LossNotes).Max(Limits.Text).Encryptable();
        fields.Add("organizationId", d => d.OrganizationId).ReadOnly().As("organizationId");
        fields.Add("tenantId", d => d.TenantId).ReadOnly().As("tenantId");
        fields.Add("createdAt", d => d.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", d => d.UpdatedAt).ReadOnly().Sorted();
        fields.Input<List<Guid>>(DealParts.PersonIds);
        fields.Input<List<Guid>>(DealParts.CompanyIds);
        DealParts.AddFilter(fields, "personEntityId", Customer.PersonKind);
        DealParts.AddFilter(fields, "companyEntityId", Customer.CompanyKind);
    }

    protected override IReadOnlyList<AdvisoryLock> Locks(Scope scope) => [AdvisoryLocks.Pipelines.Share(scope.TenantId)];

    protected override async Task<Problem?> BeforeAsync(Write<Deal> write, CancellationToken cancellation)
    {
        if (write.Kind == WriteKind.Delete)
        {
            return null;
        }

        var deal = write.Row;
        deal.ValueCurrency = Contacts.OrNull(deal.ValueCurrency)?.ToUpperInvariant();
        if (write.Changes(nameof(Deal.OwnerUserId))
            && await Colleagues.RefuseAsync(write.Context.Db, write.Context.Caller, "ownerUserId", deal.OwnerUserId, cancellation) is { } unknown)
        {
            return unknown;
        }

        return await DealPlacement.PlaceAsync(write, cancellation)
            ?? await DealParts.SetAsync(write, cancellation)
            ?? await DealClosure.CloseAsync(write, cancellation);
    }

    private static string? RefuseAmount(decimal value) => value is < 0 or >= TooMuch
        ? "must be from 0 to below 10^15"
        : decimal.Round(value, Decimals) == value ? null : $"must have at most {Decimals} decimals";
}
