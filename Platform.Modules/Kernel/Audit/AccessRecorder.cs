using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Kernel.Audit;

/// <summary>Writes down who read what: in the background, in batches, so that no reader waits for it.</summary>
internal sealed partial class AccessRecorder(NpgsqlDataSource database, IHttpContextAccessor http, TimeProvider clock, ILogger<AccessRecorder> logger) : BackgroundService
{
    private const int MaxWaiting = 20_000;
    private const int MaxBatch = 1_000;
    private const int MaxNames = 20;
    private const int MaxName = 50;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);
    private static readonly Meter Meter = new("Platform.Audit");
    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("platform.audit.access_logs.lost", "{access_log}", "Reads that could not be written down");

    private readonly Channel<AccessLog> waiting = Channel.CreateBounded<AccessLog>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }, _ => Lost.Add(1));

    /// <param name="fields">Names of what is shown of each resource.</param>
    public void Record(Caller caller, string resourceKind, IReadOnlyList<Guid> resourceIds, string accessType, string[]? fields = null)
    {
        if (resourceIds.Count > 0)
        {
            var request = http.HttpContext?.Request;
            var path = request?.Path.Value ?? "";
            waiting.Writer.TryWrite(new AccessLog
            {
                TenantId = caller.TenantId, OrganizationId = caller.OrganizationId, ActorUserId = caller.UserId, ApiKeyId = caller.ApiKeyId, ResourceKind = resourceKind,
                ResourceIds = [.. resourceIds.Distinct()], AccessType = accessType, Fields = fields ?? [], CreatedAt = clock.Now(),
                Path = path[..Math.Min(path.Length, AccessLogTable.MaxPath)], Parameters = request?.QueryString.HasValue == true ? NamesOf(request.Query) : [],
            });
        }
    }

    /// <summary>Those that could be names: what else somebody sends is not kept.</summary>
    private static string[] NamesOf(IQueryCollection query) =>
        [.. query.Keys.Where(k => k.Length is > 0 and <= MaxName && k.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':')).Take(MaxNames)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                await Task.Delay(Gathering, clock, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // What waits is written below.
        }

        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await WriteAsync(last.Token);
    }

    private async Task WriteAsync(CancellationToken cancellation)
    {
        var batch = new List<AccessLog>();
        while (batch.Count < MaxBatch && waiting.Reader.TryRead(out var log))
        {
            batch.Add(log);
        }

        if (batch.Count == 0)
        {
            return;
        }

        // Arrays of several lengths make no array: all ids stand in one, and each log has the end of its own.
        var end = 0;
        var ends = batch.ConvertAll(l => end += l.ResourceIds.Length);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var commands = connection.ScopedBatch(Scope.System);
            commands.BatchCommands.Add(new("""
                INSERT INTO audit_logs.access_logs (id, tenant_id, organization_id, actor_user_id, resource_kind, resource_ids, access_type, created_at, api_key_id, fields, path, parameters)
                SELECT id, tenant, organization, actor, kind, ($9::uuid[])[ends - count + 1:ends], access, at, key, string_to_array(fields, ','), path, string_to_array(parameters, ',')
                FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $10, $11, $12, $13, $14) AS l (id, tenant, organization, actor, kind, ends, access, at, count, key, fields, path, parameters)
                """)
            {
                Parameters =
                {
                    new() { Value = batch.ConvertAll(l => l.Id) }, new() { Value = batch.ConvertAll(l => l.TenantId) },
                    Ids(batch.ConvertAll(l => l.OrganizationId)), Ids(batch.ConvertAll(l => l.ActorUserId)), new() { Value = batch.ConvertAll(l => l.ResourceKind) },
                    new() { Value = ends }, new() { Value = batch.ConvertAll(l => l.AccessType) },
                    new() { Value = batch.ConvertAll(l => l.CreatedAt.UtcDateTime) }, new() { Value = batch.SelectMany(l => l.ResourceIds).ToArray() },
                    new() { Value = batch.ConvertAll(l => l.ResourceIds.Length) }, Ids(batch.ConvertAll(l => l.ApiKeyId)),
                    new() { Value = batch.ConvertAll(l => string.Join(',', l.Fields)) }, new() { Value = batch.ConvertAll(l => l.Path) },
                    new() { Value = batch.ConvertAll(l => string.Join(',', l.Parameters)) },
                },
            });
            await commands.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            Lost.Add(batch.Count);
            LogLost(logger, batch.Count, exception.GetType().Name);
        }
    }

    private static NpgsqlParameter Ids(List<Guid?> ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    [LoggerMessage(LogLevel.Error, "{Count} access logs are lost: the database is away ({Fault})")]
    private static partial void LogLost(ILogger logger, int count, string fault);
}
