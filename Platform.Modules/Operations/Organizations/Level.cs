using Microsoft.AspNetCore.Http;

namespace Platform.Operations.Organizations;

/// <summary>A level of the hierarchy; which one an endpoint is for stands in its metadata.</summary>
internal sealed record Level(string Name, string Plural, string Role)
{
    public static readonly Level Owner = new("owner", "owners", "Owner");
    public static readonly Level Distributor = new("distributor", "distributors", "Distributor");
    public static readonly Level Reseller = new("reseller", "resellers", "Reseller");
    public static readonly Level Customer = new("customer", "customers", "Customer");

    /// <summary>The permission to change organizations of a level.</summary>
    public static string Manage(string name) => $"manage:{name}s";

    public static Level Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<Level>();
}
