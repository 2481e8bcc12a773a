using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.SignIn;

/// <summary>Configuration section <c>Operations:Provider</c>: the OpenID Connect provider that says who signs in.</summary>
public sealed class ProviderOptions
{
    public const string Section = "Operations:Provider";

    /// <summary>The issuer's address; everything else is discovered there. Without it nobody can sign in.</summary>
    [Url]
    public string? Issuer { get; init; }

    /// <summary>Our client there. When it is given, access tokens that say that they were issued to another client are refused.</summary>
    public string? ClientId { get; init; }
}
