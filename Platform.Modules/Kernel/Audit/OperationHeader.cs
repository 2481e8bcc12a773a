using System.Text.Json;

namespace Platform.Kernel.Audit;

/// <summary>The header by which a client can undo what it just did.</summary>
internal static class OperationHeader
{
    public static string Of(ActionLog log, Guid undoToken) => "omop:" + Uri.EscapeDataString(JsonSerializer.Serialize(new
    {
        id = log.Id,
        undoToken,
        commandId = log.Command,
        actionLabel = log.Label,
        resourceKind = log.ResourceKind,
        resourceId = log.ResourceId,
        executedAt = log.CreatedAt,
    }));
}
