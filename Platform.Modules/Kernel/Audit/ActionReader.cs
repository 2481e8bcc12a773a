using System.Text.Json;
using Platform.Kernel.Security;

namespace Platform.Kernel.Audit;

/// <summary>Opens the sealed part of actions.</summary>
internal static class ActionReader
{
    public static string Context(Guid id) => $"action:{id}";

    public static ActionPayload Open(ActionLog log, TenantSecrets secrets) =>
        JsonSerializer.Deserialize<ActionPayload>(secrets.Open(log.Sealed, Context(log.Id)), RowChanges.Values)!;
}
