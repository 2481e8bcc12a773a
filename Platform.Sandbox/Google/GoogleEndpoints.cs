using Platform.Sandbox.Faults;

namespace Platform.Sandbox.Google;

/// <summary>Sign-in with Google: accounts.google.com, oauth2.googleapis.com and openidconnect.googleapis.com under one path.</summary>
internal static class GoogleEndpoints
{
    public static void AddGoogle(this IServiceCollection services) =>
        services.AddSingleton<GoogleStore>().AddSingleton<GoogleIdTokens>().AddSingleton<TokenEndpoint>();

    public static void MapGoogle(this IEndpointRouteBuilder app)
    {
        var google = app.MapGroup("/google");
        google.MapGet("/o/oauth2/v2/auth", AuthorizeEndpoint.Handle).MayFail("google", "authorize");
        google.MapPost("/token", (HttpContext http, TokenEndpoint endpoint) => endpoint.Handle(http)).MayFail("google", "token");
        google.MapMethods("/v1/userinfo", ["GET", "POST"], UserInfoEndpoint.Handle).MayFail("google", "userinfo");
        google.MapGet("/oauth2/v3/certs", (GoogleIdTokens tokens) => Results.Json(tokens.Certificates())).MayFail("google", "certs");
    }
}
