using System.ComponentModel.DataAnnotations;

namespace Platform.Operations.SignIn;

/// <summary>Configuration section <c>Operations:Provider</c>: the OpenID Connect provider that says who signs in.</summary>
public sealed class ProviderOptions
{
    public const string Section = "Operations:Provider";

    /// <summary>The issuer's address; everything else is discovered there. Without it nobody can sign in.</summary>
    [Url]
    public string? Issuer { get; init; }

    /// <summary>Our client there: only access tokens that were issued to it sign in. Outside Development nobody can sign in without it.</summary>
    public string? ClientId { get; init; }

    /// <summary>With it the provider is asked for whom a token is that does not say so itself (RFC 7662). Outside Development such tokens are refused without it.</summary>
    public string? ClientSecret { get; init; }
}
