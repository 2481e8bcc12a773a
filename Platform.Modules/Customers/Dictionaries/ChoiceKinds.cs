namespace Platform.Customers.Dictionaries;

/// <summary>Names of kinds of choices: whatever a client calls one of those that the module itself knows, and any other short name.</summary>
internal static class ChoiceKinds
{
    /// <summary>What colleagues can be for customers.</summary>
    public const string RoleTypes = "role-types";

    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["role_types"] = RoleTypes, ["role-type"] = RoleTypes, ["role_type"] = RoleTypes, ["person-company-roles"] = RoleTypes, ["person_company_role"] = RoleTypes,
        ["pipeline-stages"] = "pipeline_stage", ["pipeline-stage"] = "pipeline_stage", ["pipeline_stages"] = "pipeline_stage",
        ["loss_reasons"] = "loss-reasons", ["loss-reason"] = "loss-reasons", ["loss_reason"] = "loss-reasons",
    };

    /// <returns>The name under which choices of the kind are kept; null when it is none.</returns>
    public static string? Of(string name)
    {
        var kind = name.ToLowerInvariant();
        return kind.Length > Limits.Slug || !Slugs.IsSlug(kind) ? null : Others.GetValueOrDefault(kind, kind);
    }
}
