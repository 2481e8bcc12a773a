using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Platform.Kernel.Http;

namespace Platform.Operations.Organizations;

/// <summary>The same operations for each level below the owner.</summary>
internal static class OrganizationEndpoints
{
    private const string Written = "`type`, `createdBy`, `createdAt`, `updatedBy` and `updatedAt` in `customData` are the platform's: what is sent under these names is ignored.";

    public static void Map(RouteGroupBuilder operations)
    {
        Map(operations, Level.Distributor);
        Map(operations, Level.Reseller);
        Map(operations, Level.Customer);
    }

    private static void Map(RouteGroupBuilder operations, Level level)
    {
        // Customers share their path with the business surface, whose names are no ids and must not be taken for some.
        var one = level == Level.Customer ? "/{id:guid}" : "/{id}";
        var (manage, create) = (Level.Manage(level.Name), $"create:{level.Plural}");
        var group = operations.MapGroup($"/{level.Plural}").WithTags($"{level.Role}s").WithMetadata(level);
        group.MapGet("", OrganizationReads.ListAsync).Takes(manage).Says($"{level.Plural} retrieved successfully").WithSummary($"List {level.Plural}")
            .WithDescription($"The {level.Plural} below your organization, by name. Filters go together; `total_count` counts all that they find.")
            .Lists(("search", "Part of a name or id."), ("name", "The exact name."), ("type", $"Anything but `{level.Name}` finds nothing."), ("created_by", "Id of the organization that made it."));
        group.MapPost("", OrganizationWrites.CreateAsync).Creates().Takes(create).Says($"{level.Name} created successfully").WithSummary($"Create a {level.Name}")
            .WithDescription($"It comes directly below your organization. {Written}").Refuses(ProblemKind.Conflict, "organization name already exists");
        group.MapGet(one, OrganizationReads.GetAsync).Takes(manage).Says($"{level.Name} retrieved successfully").WithSummary($"Read a {level.Name}");
        group.MapPut(one, OrganizationWrites.UpdateAsync).Takes(manage).Says($"{level.Name} updated successfully").WithSummary($"Change a {level.Name}")
            .WithDescription($"What is left out or empty stays as it is. Custom data is merged member by member, and null takes one away. {Written}")
            .Refuses(ProblemKind.Conflict, "organization name already exists");
        group.MapDelete(one, OrganizationWrites.DeleteAsync).Takes(manage).Says($"{level.Name} deleted successfully").WithSummary($"Delete a {level.Name}")
            .WithDescription("Only one without organizations below it and without accounts; the deletion can be undone.")
            .Refuses(ProblemKind.Conflict, $"{level.Name} still has organizations or accounts");
    }
}
