using Microsoft.EntityFrameworkCore;
using Platform.Customers.Dictionaries;
using Platform.Customers.Interactions;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;
using Platform.Kernel.Text;

namespace Platform.Customers.Legacy;

/// <summary>Whatever is on the timeline and no task, in the words of clients that know activities.</summary>
internal sealed class ActivityResource(NextInteractions next)
    : TimelineResource(new("customers.activities.view", "customers.activities.manage"), next)
{
    private const string TypeLabels = "activity-types";

    protected override IQueryable<Interaction> Rows(CrudContext context) => base.Rows(context).Where(i => i.InteractionType != Interaction.TaskType);

    protected override void Describe(Fields<Interaction> fields)
    {
        fields.Add("id", i => i.Id).ReadOnly();
        fields.Add("activityType", i => i.InteractionType).Required().Max(Limits.Choice).Filtered().Sorted();
        fields.Add("subject", i => i.Title).Max(MaxTitle).Searched().Encryptable();
        fields.Add("body", i => i.Body).Max(Limits.Text).Searched().Encryptable();
        fields.Add(OccurredAtField, i => i.OccurredAt).Sorted();
        fields.Add("createdAt", i => i.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", i => i.UpdatedAt).ReadOnly().Sorted();
        fields.Add("appearanceIcon", i => i.AppearanceIcon).Max(Limits.Icon);
        fields.Add("appearanceColor", i => i.AppearanceColor).Check<string>(ColorAttribute.Refuse);
        fields.Add("phoneNumber", i => i.PhoneNumber).Max(Limits.Phone);
        fields.Add(EntityIdField, i => i.EntityId).Required().Filtered();
        fields.Add("authorUserId", i => i.AuthorUserId);
        fields.Add(DealIdField, i => i.DealId).Filtered();
        fields.Add("organizationId", i => i.OrganizationId).ReadOnly();
        fields.Add("tenantId", i => i.TenantId).ReadOnly();
        fields.Compute("activityTypeLabel", LabelsAsync);
        TimelineNames.Add(fields);
    }

    /// <summary>An activity is written down once it was.</summary>
    protected override Problem? Prepare(Write<Interaction> write)
    {
        var row = write.Row;
        if (write.Kind == WriteKind.Create)
        {
            (row.Status, row.Source) = (Interaction.Done, "activity");
        }

        return row.InteractionType == Interaction.TaskType ? Problem.OfField("activityType", "tasks are kept as todos") : null;
    }

    /// <summary>What the organization calls the types.</summary>
    private static async Task<Func<Interaction, object?>> LabelsAsync(CrudContext context, IReadOnlyList<Interaction> rows, CancellationToken cancellation)
    {
        var types = rows.Select(r => NormalizedKey.Of(r.InteractionType)).Distinct().ToList();
        var labels = await context.Db.Set<Choice>().AsNoTracking().Where(c => c.Kind == TypeLabels && types.Contains(c.NormalizedValue))
            .OrderBy(c => c.OrganizationId == context.Caller.OrganizationId).Select(c => new { c.NormalizedValue, c.Label }).ToListAsync(cancellation);
        var byType = labels.GroupBy(l => l.NormalizedValue).ToDictionary(g => g.Key, g => g.Last().Label);
        return row => byType.GetValueOrDefault(NormalizedKey.Of(row.InteractionType));
    }
}
