using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;
using Platform.Kernel.Http;

namespace Platform.Customers.Pipelines;

/// <summary>A pipeline.</summary>
public sealed record PipelineView(
    Guid Id, string Name, bool IsDefault, Guid? OrganizationId, Guid TenantId, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A stage of a pipeline.</summary>
/// <param name="Order">Where it stands among the stages, from 0.</param>
public sealed record StageView(
    Guid Id, Guid PipelineId, string Label, int Order, string? Color, string? Icon, Guid? OrganizationId, Guid TenantId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Names what goes.</summary>
public sealed record RowRef(Guid? Id);

/// <summary>A new pipeline.</summary>
/// <param name="IsDefault">Makes it the default of its organization, in place of whichever was.</param>
/// <param name="OrganizationId">The caller's unless given.</param>
[ValidatableType]
public sealed record NewPipeline([property: Needed, Text(1, Limits.Name)] string? Name, bool? IsDefault, Guid? OrganizationId);

/// <summary>Changes of a pipeline; what is left out stays.</summary>
[ValidatableType]
public sealed record PipelineChange([property: Needed] Guid? Id, [property: Text(1, Limits.Name)] string? Name, bool? IsDefault);

/// <summary>A new stage.</summary>
/// <param name="Order">The end unless given.</param>
/// <param name="OrganizationId">That of the pipeline, where it is given.</param>
[ValidatableType]
public sealed record NewStage(
    [property: Needed] Guid? PipelineId,
    [property: Needed, Text(1, Limits.Label)] string? Label,
    [property: Range(0, StageBounds.MaxOrder)] int? Order,
    [property: Color] string? Color,
    [property: Text(0, Limits.Icon)] string? Icon,
    Guid? OrganizationId);

/// <summary>Changes of a stage; what is left out stays, and null takes color or icon away.</summary>
[ValidatableType]
public sealed class StageChange : Looks
{
    [Needed]
    public Guid? Id { get; init; }

    [Text(1, Limits.Label)]
    public string? Label { get; init; }

    [Range(0, StageBounds.MaxOrder)]
    public int? Order { get; init; }
}

/// <summary>Where stages go.</summary>
[ValidatableType]
public sealed record StageOrders([property: Needed, MinLength(1), MaxLength(StageBounds.MaxStages)] IReadOnlyList<StageOrder>? Stages, Guid? OrganizationId);

/// <summary>Where one stage goes.</summary>
[ValidatableType]
public sealed record StageOrder([property: Needed] Guid? Id, [property: Needed, Range(0, StageBounds.MaxOrder)] int? Order);

internal static class StageBounds
{
    public const int MaxOrder = 1_000_000;
    public const int MaxStages = 1000;
}
