using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Platform.Customers.Interactions;
using Platform.Kernel.Access;
using Platform.Kernel.Crud;
using Platform.Kernel.Http;

namespace Platform.Customers.Legacy;

/// <summary>The tasks of the timeline, in the words of clients that know todos.</summary>
internal sealed class TodoResource(NextInteractions next)
    : TimelineResource(new("customers.view", "customers.interactions.manage"), next)
{
    private static readonly string[] IsDone = ["isDone", "is_done"];

    protected override IQueryable<Interaction> Rows(CrudContext context) => base.Rows(context).Where(i => i.InteractionType == Interaction.TaskType);

    protected override void Describe(Fields<Interaction> fields)
    {
        fields.Add("id", i => i.Id).ReadOnly();
        fields.Add(EntityIdField, i => i.EntityId).Required();
        fields.Add("title", i => i.Title).Required().Max(MaxTitle).Searched().Encryptable();
        fields.Add("description", i => i.Body).Max(Limits.Text).Searched().Encryptable();
        fields.Add("todoSource", i => i.Source).Max(Limits.Choice);
        fields.Add("priority", i => i.Priority).Check<int>(RefusePriority);
        fields.Add("severity", i => i.Severity).Max(Limits.Choice);
        fields.Add("dueAt", i => i.ScheduledAt);
        fields.Add(DealIdField, i => i.DealId);
        fields.Add("ownerUserId", i => i.OwnerUserId);
        foreach (var name in IsDone)
        {
            fields.Input<bool>(name);
        }
    }

    /// <summary>The list is that of all tasks.</summary>
    public void MapAll(RouteGroupBuilder group, TaskList tasks)
    {
        group.MapGet("/todos", tasks.ListAsync).Requires("customers.view").TakesQuery(TaskList.Declared).Describes(tasks);
        MapWrites(group, "/todos");
    }

    protected override void WriteCreated(Utf8JsonWriter json, Write<Interaction> write)
    {
        json.WriteString("id", write.Row.Id);
        json.WriteString("linkId", write.Row.Id);
        json.WriteString("todoId", write.Row.Id);
    }

    protected override Problem? Prepare(Write<Interaction> write)
    {
        var row = write.Row;
        if (write.Kind == WriteKind.Create)
        {
            (row.InteractionType, row.AuthorUserId) = (Interaction.TaskType, write.Context.Caller.UserId);
        }

        if (IsDone.Select(name => write.Input<bool?>(name)).FirstOrDefault(sent => sent is not null) is { } done)
        {
            row.Status = done ? Interaction.Done : row.Status == Interaction.Done ? Interaction.Planned : row.Status;
        }

        return null;
    }
}
