using Microsoft.AspNetCore.Http;

namespace Platform.Operations.Organizations;

/// <summary>A level of the hierarchy; which one an endpoint is for stands in its metadata.</summary>
internal sealed record Level(string Name, string Plural, string Role)
{
    public static readonly Level Owner = new("owner", "owners", "Owner");
    public static readonly Level Distributor = new("distributor", "distributors", "Distributor");
    public static readonly Level Reseller = new("reseller", "resellers", "Reseller");
    public static readonly Level Customer = new("customer", "customers", "Customer");

    public static Level Of(HttpContext http) => http.GetEndpoint()!.Metadata.GetRequiredMetadata<Level>();
}
