using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Kernel.Access;
using Platform.Kernel.Data;

namespace Platform.Tests.Support;

/// <summary>Somebody whose token says who he is: for tests of what a caller may see, without a sign-in.</summary>
public sealed record Acting(Guid TenantId, Guid UserId, Guid? OrganizationId = null, IReadOnlyList<Guid>? Organizations = null, IReadOnlyList<string>? Roles = null, IReadOnlyList<string>? Features = null)
{
    private const string Scheme = "Acting";

    /// <summary>Somebody in a tenant that nobody else knows.</summary>
    public static Acting Alone(Guid? tenantId = null) => new(tenantId ?? Guid.CreateVersion7(), Guid.CreateVersion7(), Features: ["*"]);

    public ApiClient On(ApiHost host) => host.With(Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this))));

    /// <summary>Makes a host believe such tokens.</summary>
    public static void Believe(WebApplicationBuilder builder) =>
        builder.Services.AddAuthentication(options => options.DefaultScheme = options.DefaultAuthenticateScheme = options.DefaultChallengeScheme = Scheme)
            .AddScheme<AuthenticationSchemeOptions, Handler>(Scheme, null);

    private sealed class Handler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers.Authorization.ToString() is not { Length: > 7 } header)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            var acting = JsonSerializer.Deserialize<Acting>(Convert.FromBase64String(header[7..]))!;
            var actor = Context.RequestServices.GetRequiredService<Actor>();
            (actor.Scope, actor.Organizations) = (Platform.Kernel.Data.Scope.Of(acting.TenantId, acting.UserId), acting.Organizations);
            var caller = Context.RequestServices.GetRequiredService<Caller>();
            (caller.UserId, caller.TenantId, caller.OrganizationId, caller.Organizations) = (acting.UserId, acting.TenantId, acting.OrganizationId, acting.Organizations);
            (caller.Roles, caller.Grants) = (acting.Roles ?? [], new Grants(false, acting.Features ?? [], acting.Organizations));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, acting.UserId.ToString())], Scheme.Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
        }
    }
}

/// <summary>A fixture whose hosts know callers by what their tokens say.</summary>
public class ActingFixture(TestServers servers) : ApiFixture(servers)
{
    protected override Task<ApiOptions> OptionsAsync() => Task.FromResult(new ApiOptions { Configure = Acting.Believe });
}
