using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using Platform.Sandbox.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Platform.Sandbox.Oidc;

/// <summary>OpenIddict without a store: codes and tokens carry what they stand for, and the keys die with the process.</summary>
internal static class OidcServer
{
    /// <summary>Asks for access tokens that only the provider can read.</summary>
    private const string OpaqueScope = "opaque";

    public static void AddOidc(this IServiceCollection services) => services.AddOpenIddict().AddServer(server =>
    {
        server.EnableDegradedMode()
            .SetAuthorizationEndpointUris("oidc/auth").SetTokenEndpointUris("oidc/token").SetUserInfoEndpointUris("oidc/me").SetJsonWebKeySetEndpointUris("oidc/jwks")
            .SetIntrospectionEndpointUris("oidc/introspect")
            .AllowAuthorizationCodeFlow().AllowRefreshTokenFlow()
            .RegisterScopes(Scopes.OpenId, Scopes.Email, Scopes.Profile, Scopes.OfflineAccess, OpaqueScope)
            .AddEphemeralEncryptionKey().AddEphemeralSigningKey()

            // As providers do whose tokens name the client that they are for.
            .DisableAccessTokenEncryption();
        server.UseAspNetCore().DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableUserInfoEndpointPassthrough();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<ClientChecks>());
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<ClientChecks>());
        server.AddEventHandler<ValidateIntrospectionRequestContext>(handler => handler.UseSingletonHandler<ClientChecks>());
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<OpaqueTokens>()
            .SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 1));
    });

    /// <summary>Which clients there are, and where browsers may be sent back to.</summary>
    private sealed class ClientChecks(IOptions<SandboxOptions> options, RedirectUris redirects)
        : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>, IOpenIddictServerHandler<ValidateTokenRequestContext>,
            IOpenIddictServerHandler<ValidateIntrospectionRequestContext>
    {
        public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
        {
            if (!IsKnown(context.ClientId))
            {
                context.Reject(Errors.InvalidClient, "The client is not registered.");
            }
            else if (context.RedirectUri is not { } address || !redirects.Allows(address))
            {
                context.Reject(Errors.InvalidRequest, "The redirect URI is not registered.");
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            if (!IsKnown(context.ClientId))
            {
                context.Reject(Errors.InvalidClient, "The client is not registered.");
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask HandleAsync(ValidateIntrospectionRequestContext context)
        {
            if (!IsKnown(context.ClientId) || context.ClientSecret != options.Value.Oidc.ClientSecret)
            {
                context.Reject(Errors.InvalidClient, "The client is not registered, or its secret is another.");
            }

            return ValueTask.CompletedTask;
        }

        private bool IsKnown(string? client) => client is not null && options.Value.Oidc.ClientIds.Contains(client);
    }

    /// <summary>Access tokens are JWTs that everybody can read, unless they were asked for otherwise.</summary>
    private sealed class OpaqueTokens(IOptionsMonitor<OpenIddictServerOptions> options) : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (context.TokenType == TokenTypeIdentifiers.AccessToken && context.Principal.HasScope(OpaqueScope))
            {
                context.EncryptionCredentials = options.CurrentValue.EncryptionCredentials[0];
            }

            return ValueTask.CompletedTask;
        }
    }
}
