using Microsoft.Extensions.Options;
using OpenIddict.Server;
using Platform.Sandbox.Core;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Platform.Sandbox.Oidc;

/// <summary>OpenIddict without a store: codes and tokens carry what they stand for, and the keys die with the process.</summary>
internal static class OidcServer
{
    public static void AddOidc(this IServiceCollection services) => services.AddOpenIddict().AddServer(server =>
    {
        server.EnableDegradedMode()
            .SetAuthorizationEndpointUris("oidc/auth").SetTokenEndpointUris("oidc/token").SetUserInfoEndpointUris("oidc/me").SetJsonWebKeySetEndpointUris("oidc/jwks")
            .AllowAuthorizationCodeFlow().AllowRefreshTokenFlow()
            .RegisterScopes(Scopes.OpenId, Scopes.Email, Scopes.Profile, Scopes.OfflineAccess)
            .AddEphemeralEncryptionKey().AddEphemeralSigningKey()

            // As providers do whose tokens name the client that they are for.
            .DisableAccessTokenEncryption();
        server.UseAspNetCore().DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableUserInfoEndpointPassthrough();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<ClientChecks>());
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<ClientChecks>());
    });

    /// <summary>Which clients there are, and where browsers may be sent back to.</summary>
    private sealed class ClientChecks(IOptions<SandboxOptions> options, RedirectUris redirects)
        : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>, IOpenIddictServerHandler<ValidateTokenRequestContext>
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

        private bool IsKnown(string? client) => client is not null && options.Value.Oidc.ClientIds.Contains(client);
    }
}
