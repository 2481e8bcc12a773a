using Microsoft.EntityFrameworkCore;
using Platform.Customers.Pipelines;
using Platform.Customers.Tags;
using Platform.Kernel.CustomFields;
using Platform.Kernel.Data;
using Platform.Kernel.Security;

namespace Platform.Customers.Demo;

/// <summary>What demo customers and deals refer to: custom fields, tags, a pipeline. What is there already is used as it is.</summary>
internal sealed class DemoGround(PlatformDb db, DemoPlace place, DemoData data, TenantSecrets secrets, DateTimeOffset now)
{
    private static readonly (string Entity, string Key, string Kind, string Label)[] Fields =
    [
        ("customers:person", "newsletter", "boolean", "Newsletter"), ("customers:person", "score", "integer", "Score"), ("customers:person", "segment", "text", "Segment"),
        ("customers:person", "language", "text", "Language"), ("customers:person", "since", "integer", "Customer since"),
        ("customers:company", "region", "text", "Region"), ("customers:company", "tier", "integer", "Tier"),
        ("customers:deal", "forecast", "text", "Forecast"), ("customers:deal", "seats", "integer", "Seats"),
    ];

    public TenantSecrets Secrets => secrets;

    public Task DefineFieldsAsync(CancellationToken cancellation) => BulkInsert.AddAsync<CustomFieldDefinition>(db,
    [
        .. Fields.Select((f, i) => new CustomFieldDefinition
        {
            Id = data.Id("field", i, DemoData.At(0)), TenantId = place.TenantId, EntityId = f.Entity, Key = f.Key, Kind = f.Kind,
            Config = $$"""{"label":"{{f.Label}}","priority":{{i}}}""", CreatedAt = now, UpdatedAt = now,
        }),
    ], cancellation);

    public async Task<IReadOnlyList<Guid>> TagsAsync(CancellationToken cancellation)
    {
        var slugs = DemoWords.Tags.Select(t => $"demo-{t.ToLowerInvariant().Replace(' ', '-')}").ToList();
        await BulkInsert.AddAsync<Tag>(db,
        [
            .. DemoWords.Tags.Select((label, i) => new Tag
            {
                Id = data.Id("tag", i, DemoData.At(0)), TenantId = place.TenantId, OrganizationId = place.OrganizationId, Label = label, Slug = slugs[i], CreatedAt = now, UpdatedAt = now,
            }),
        ], cancellation);
        return await db.Set<Tag>().Where(t => t.OrganizationId == place.OrganizationId && slugs.Contains(t.Slug)).OrderBy(t => t.Slug).Select(t => t.Id).ToListAsync(cancellation);
    }

    public async Task<DemoPipeline> PipelineAsync(CancellationToken cancellation)
    {
        var id = data.Id("pipeline", 0, DemoData.At(0));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.TakeAsync(AdvisoryLocks.Pipelines.Of(db.Scope.TenantId), cancellation);
        var isFirst = !await db.Set<Pipeline>().AnyAsync(p => p.OrganizationId == place.OrganizationId && p.IsDefault, cancellation);
        await BulkInsert.AddAsync<Pipeline>(db,
            [new() { Id = id, TenantId = place.TenantId, OrganizationId = place.OrganizationId, Name = "Demo sales", IsDefault = isFirst, CreatedAt = now, UpdatedAt = now }], cancellation);
        List<PipelineStage> stages =
        [
            .. DemoWords.Stages.Select((label, i) => new PipelineStage
            {
                Id = data.Id("stage", i, DemoData.At(0)), TenantId = place.TenantId, OrganizationId = place.OrganizationId, PipelineId = id, Label = label, Position = i, CreatedAt = now, UpdatedAt = now,
            }),
        ];
        await BulkInsert.AddAsync(db, stages, cancellation);
        foreach (var stage in stages)
        {
            await StageChoices.KeepAsync(db, place.OrganizationId, stage.Label, null, null, now, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return new DemoPipeline(id, await StageEndpoints.Of(db, id).AsNoTracking().OrderBy(s => s.Position).ToListAsync(cancellation));
    }
}
