using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Kernel.Access;
using Platform.Kernel.Http;
using Platform.Kernel.Jobs;

namespace Platform.AuditLogs;

/// <summary>Who did what and who saw what; undo and redo.</summary>
public sealed class AuditLogsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddFeatures("audit_logs", "Audit logs",
        new Feature("audit_logs.view_self", "See what you did yourself", "admin", "employee"),
        new Feature("audit_logs.view_tenant", "See what everybody of the tenant did", "admin"),
        new Feature("audit_logs.undo_self", "Undo what you did yourself", "admin", "employee"),
        new Feature("audit_logs.undo_tenant", "Undo what others did", "admin"),
        new Feature("audit_logs.redo_self", "Do again what you have undone", "admin", "employee"),
        new Feature("audit_logs.redo_tenant", "Do again what others have undone", "admin"));

    public void AddHttp(WebApplicationBuilder builder)
    {
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var group = routes.MapBusiness("/api/audit_logs/audit-logs").WithTags("Audit logs");
        ActionEndpoints.Map(group);
        AccessEndpoints.Map(group);
    }

    public void AddWorkers(IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(new RetentionRule("audit_logs.access_logs", "created_at", TimeSpan.FromDays(7)));
}
