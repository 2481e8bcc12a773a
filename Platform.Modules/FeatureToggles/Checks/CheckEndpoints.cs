using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.FeatureToggles.Contracts;
using Platform.FeatureToggles.Toggles;
using Platform.Kernel.Access;
using Platform.Kernel.Http;

namespace Platform.FeatureToggles.Checks;

/// <summary>Whether a feature is on, and why.</summary>
public sealed record BooleanCheck(bool Enabled, Resolution Resolution)
{
    public bool Ok { get; } = true;
    public bool Value => Enabled;
    public string ValueType => Resolution.ValueType;
    public string Source => Resolution.Source;
    public string ToggleId => Resolution.ToggleId;
    public string Identifier => Resolution.Identifier;
    public Guid TenantId => Resolution.TenantId;
}

/// <summary>What a setting is set to, and why.</summary>
public sealed record ValueCheck(JsonElement? Value, Resolution Resolution)
{
    public bool Ok { get; } = true;
    public string ValueType => Resolution.ValueType;
    public string Source => Resolution.Source;
    public string ToggleId => Resolution.ToggleId;
    public string Identifier => Resolution.Identifier;
    public Guid TenantId => Resolution.TenantId;
}

/// <summary>What toggles come to for the caller's tenant.</summary>
internal static class CheckEndpoints
{
    private const string SuperAdmin = "superadmin";

    public static void Map(RouteGroupBuilder toggles)
    {
        var group = toggles.MapGroup("/check");
        group.MapGet("/boolean", BooleanAsync).WithSummary("Tell whether a feature is on").WithDescription("A super-admin has every feature on.");
        group.MapGet("/string", TextAsync).WithSummary("Read a text setting");
        group.MapGet("/number", NumberAsync).WithSummary("Read a number setting");
        group.MapGet("/json", ObjectAsync).WithSummary("Read a JSON setting");
    }

    private static async Task<Outcome<BooleanCheck>> BooleanAsync(
        [Description("The toggle's identifier")] string? identifier, Caller caller, ToggleReader toggles, CancellationToken cancellation)
    {
        if (caller.IsSuperAdmin && !string.IsNullOrWhiteSpace(identifier))
        {
            return new BooleanCheck(true, new Resolution(ToggleValue.Boolean, JsonElement.Parse("true"), "override", SuperAdmin, identifier, caller.TenantId));
        }

        var (resolution, problem) = await FindAsync(identifier, ToggleValue.Boolean, toggles, cancellation);
        return problem is not null ? problem : new BooleanCheck(resolution!.Value is { ValueKind: JsonValueKind.True }, resolution);
    }

    private static Task<Outcome<ValueCheck>> TextAsync(
        [Description("The toggle's identifier")] string? identifier, ToggleReader toggles, CancellationToken cancellation) =>
        ValueAsync(identifier, ToggleValue.Text, toggles, cancellation);

    private static Task<Outcome<ValueCheck>> NumberAsync(
        [Description("The toggle's identifier")] string? identifier, ToggleReader toggles, CancellationToken cancellation) =>
        ValueAsync(identifier, ToggleValue.Number, toggles, cancellation);

    private static Task<Outcome<ValueCheck>> ObjectAsync(
        [Description("The toggle's identifier")] string? identifier, ToggleReader toggles, CancellationToken cancellation) =>
        ValueAsync(identifier, ToggleValue.Object, toggles, cancellation);

    private static async Task<Outcome<ValueCheck>> ValueAsync(string? identifier, string type, ToggleReader toggles, CancellationToken cancellation)
    {
        var (resolution, problem) = await FindAsync(identifier, type, toggles, cancellation);
        return problem is not null ? problem : new ValueCheck(resolution!.Value, resolution);
    }

    private static async Task<(Resolution? Resolution, Problem? Problem)> FindAsync(
        string? identifier, string type, ToggleReader toggles, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(identifier) || identifier.Length > 100 || identifier.Contains('\0', StringComparison.Ordinal))
        {
            return (null, new Problem(ProblemKind.Invalid, "identifier is required", Fields: new Dictionary<string, string[]> { ["identifier"] = ["is required"] }));
        }

        var resolution = await toggles.FindAsync(identifier, cancellation);
        return resolution switch
        {
            null => (null, new Problem(ProblemKind.NotFound, "Feature toggle not found", Code: "MISSING_TOGGLE")),
            _ when resolution.ValueType != type => (null, new Problem(ProblemKind.Invalid, $"The feature toggle is of type {resolution.ValueType}", Code: "TYPE_MISMATCH")),
            _ => (resolution, null),
        };
    }
}
