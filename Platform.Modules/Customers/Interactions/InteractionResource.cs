using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Interactions;

/// <summary>The interactions of customers under their own names.</summary>
internal sealed partial class InteractionResource(NextInteractions next)
    : TimelineResource(new("customers.interactions.view", "customers.interactions.manage"), next)
{
    private const string Duration = "duration";

    protected internal override string? CursorSort => "scheduledAt";

    protected override void Describe(Fields<Interaction> fields)
    {
        fields.Add("id", i => i.Id).ReadOnly();
        fields.Add(EntityIdField, i => i.EntityId).Required().Filtered();
        fields.Add(DealIdField, i => i.DealId).Filtered();
        fields.Add("interactionType", i => i.InteractionType).Required().Max(Limits.Choice).Filtered().Sorted();
        fields.Add("title", i => i.Title).Max(MaxTitle).Searched().Encryptable();
        fields.Add("body", i => i.Body).Max(Limits.Text).Searched().Encryptable();
        fields.Add("status", i => i.Status).OneOf(Interaction.Planned, Interaction.Done, Interaction.Canceled).Filtered().Sorted();
        fields.Add("scheduledAt", i => i.ScheduledAt).Sorted();
        fields.Add(OccurredAtField, i => i.OccurredAt).Sorted();
        fields.Add("priority", i => i.Priority).Sorted().Check<int>(RefusePriority);
        fields.Add("authorUserId", i => i.AuthorUserId).Filtered();
        fields.Add("ownerUserId", i => i.OwnerUserId).Filtered();
        fields.Add("appearanceIcon", i => i.AppearanceIcon).Max(Limits.Icon);
        fields.Add("appearanceColor", i => i.AppearanceColor).Check<string>(ColorAttribute.Refuse);
        fields.Add("source", i => i.Source).Max(Limits.Choice);
        fields.Add("durationMinutes", i => i.DurationMinutes).As(Duration).Check<int>(RefuseDuration);
        fields.Add("location", i => i.Location).Max(Limits.Url);
        fields.Add("allDay", i => i.AllDay);
        fields.Add("recurrenceRule", i => i.RecurrenceRule).Max(Limits.Url).Check<string>(rule => Recurrence.IsRule(rule) ? null : Recurrence.Expected);
        fields.Add("recurrenceEnd", i => i.RecurrenceEnd);
        fields.Add("timezone", i => i.Timezone).Max(Recurrence.MaxZone).Check<string>(zone => Recurrence.IsZone(zone) ? null : "must be a time zone such as America/Los_Angeles");
        fields.Add("reminderMinutes", i => i.ReminderMinutes).Check<int>(value => value is >= 0 and <= 525_600 ? null : "must be from 0 to 525600 minutes");
        fields.Add("visibility", i => i.Visibility).OneOf("public", "team", Interaction.Private);
        fields.Add("pinned", i => i.Pinned).Filtered();
        fields.Add("phoneNumber", i => i.PhoneNumber).Max(Limits.Phone);
        fields.Add("severity", i => i.Severity).Max(Limits.Choice);
        fields.Add("organizationId", i => i.OrganizationId).ReadOnly();
        fields.Add("tenantId", i => i.TenantId).ReadOnly();
        fields.Add("createdAt", i => i.CreatedAt).ReadOnly().Sorted();
        fields.Add("updatedAt", i => i.UpdatedAt).ReadOnly().Sorted();
        fields.Add("timelineAt", i => i.TimelineAt).ReadOnly().Sorted();
        fields.Input<int>(Duration);
        JsonMembers.Add(fields);
        TimelineNames.Add(fields);
        AddFilters(fields);
    }

    private static void AddFilters(Fields<Interaction> fields)
    {
        fields.Filter("type", (_, text) =>
        {
            var types = ValueList.Of(text, keepEmpty: true);
            return types is null ? null : i => types.Contains(i.InteractionType);
        });
        fields.Filter("excludeInteractionType", (_, text) =>
        {
            var types = ValueList.Of(text, keepEmpty: true);
            return types is null ? null : i => !types.Contains(i.InteractionType);
        });
        fields.Filter("from", (_, text) => CustomerFilters.Time(text, endOfDay: false) is { } from ? i => i.TimelineAt >= from : null);
        fields.Filter("to", (_, text) => CustomerFilters.Time(text, endOfDay: true) is { } to ? i => i.TimelineAt <= to : null);
    }

    protected override Problem? Prepare(Write<Interaction> write)
    {
        var row = write.Row;
        if (write.Has(Duration) && !write.Has("durationMinutes"))
        {
            row.DurationMinutes = write.Input<int?>(Duration);
            if (row.DurationMinutes is { } minutes && RefuseDuration(minutes) is { } wrong)
            {
                return Problem.OfField(Duration, wrong);
            }
        }

        return row.RecurrenceEnd < row.ScheduledAt ? Problem.OfField("recurrenceEnd", "must not be before scheduledAt") : JsonMembers.Set(write);
    }
}
